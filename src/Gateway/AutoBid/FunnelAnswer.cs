using System.Text.Json.Serialization;
using Purser.AutoBid;

namespace Purser.Gateway.AutoBid;

/// <summary>What became of jobs, as it is answered.</summary>
/// <param name="Days">The earliest first; days on which nothing happened are left out.</param>
/// <param name="Total">All of them.</param>
internal sealed record FunnelAnswer(FunnelRow[] Days, FunnelTotal Total)
{
    /// <summary>Days that were lived through.</summary>
    public static FunnelAnswer Of(Funnel funnel)
    {
        var stops = funnel.Stops.ToLookup(stop => stop.Day, stop => new StopRow(stop.At, stop.Cause, stop.Refusal));
        return new FunnelAnswer(
            Array.ConvertAll(funnel.Days, day => FunnelRow.Of(day) with { Stops = [.. stops[day.Day]] }), FunnelTotal.Of(funnel.Days));
    }

    /// <summary>Days that are compared.</summary>
    public static FunnelAnswer Of(FunnelDay[] days) => new(Array.ConvertAll(days, FunnelRow.Of), FunnelTotal.Of(days));
}

/// <summary>
/// One day, with the rule that ended a run on it, the last one (null: none did), why the credit was refused, if that was it, and in
/// a funnel all that ended runs on it, in order.
/// </summary>
internal sealed record FunnelRow(
    DateOnly Day, int Scanned, int Matched, int Submitted, int Skipped, int Failed, int Credits, int MatchCredits, int BidCredits,
    StopCause? StoppedBy, RefusalReason? Refusal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StopRow[]? Stops = null)
{
    public static FunnelRow Of(FunnelDay day) => new(
        day.Day, day.Scanned, day.Matched, day.Submitted, day.Skipped, day.Failed, day.Credits, day.MatchCredits, day.BidCredits,
        day.Stop, day.Refusal);
}

/// <summary>What ended a run, and when.</summary>
internal sealed record StopRow(DateTimeOffset At, StopCause StoppedBy, RefusalReason? Refusal);

/// <summary>Several days together.</summary>
internal sealed record FunnelTotal(
    int Scanned, int Matched, int Submitted, int Skipped, int Failed, int Credits, int MatchCredits, int BidCredits)
{
    public static FunnelTotal Of(FunnelDay[] days) => new(
        days.Sum(day => day.Scanned), days.Sum(day => day.Matched), days.Sum(day => day.Submitted), days.Sum(day => day.Skipped),
        days.Sum(day => day.Failed), days.Sum(day => day.Credits), days.Sum(day => day.MatchCredits), days.Sum(day => day.BidCredits));
}
