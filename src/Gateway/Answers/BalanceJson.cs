using System.Text.Json;
using Purser.Teams;

namespace Purser.Gateway.Answers;

/// <summary>The numbers right after an entry, as every answer about an entry carries them.</summary>
internal static class BalanceJson
{
    private static readonly JsonEncodedText Credits = JsonEncodedText.Encode("credits");
    private static readonly JsonEncodedText Remaining = JsonEncodedText.Encode("remaining");
    private static readonly JsonEncodedText Used = JsonEncodedText.Encode("used");
    private static readonly JsonEncodedText Total = JsonEncodedText.Encode("total");
    private static readonly JsonEncodedText Extra = JsonEncodedText.Encode("extra");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");

    public static void WriteCredits(Utf8JsonWriter writer, in Balance balance)
    {
        writer.WriteStartObject(Credits);
        writer.WriteNumber(Remaining, balance.Remaining.Count);
        writer.WriteNumber(Used, balance.Used.Count);
        writer.WriteNumber(Total, balance.Total.Count);
        writer.WriteNumber(Extra, balance.Extra.Count);
        writer.WriteNumber(Version, balance.Version);
        writer.WriteEndObject();
    }
}
