using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal.Bidding;

/// <summary>What ended a run, in words.</summary>
internal static class StopText
{
    public static string Of(DayStop stop, PageTexts texts) => stop.Refusal is { } refusal
        ? texts[$"stop.refusal.{Codes.Of(refusal).Value}"]
        : texts[$"stop.{Codes.Of(stop.Cause).Value}"];
}
