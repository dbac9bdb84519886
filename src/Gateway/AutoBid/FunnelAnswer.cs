using Purser.AutoBid;

namespace Purser.Gateway.AutoBid;

/// <summary>What became of jobs, as it is answered.</summary>
/// <param name="Days">The earliest first; days on which nothing happened are left out.</param>
/// <param name="Total">All of them.</param>
internal sealed record FunnelAnswer(FunnelRow[] Days, FunnelTotal Total)
{
    public static FunnelAnswer Of(FunnelDay[] days) => new(Array.ConvertAll(days, FunnelRow.Of), FunnelTotal.Of(days));
}

/// <summary>One day, with the rule that first ended a run on it (null: none did) and why the credit was refused, if that was it.</summary>
internal sealed record FunnelRow(
    DateOnly Day, int Scanned, int Matched, int Submitted, int Skipped, int Failed, int Credits, int MatchCredits, int BidCredits,
    StopCause? StoppedBy, RefusalReason? Refusal)
{
    public static FunnelRow Of(FunnelDay day) => new(
        day.Day, day.Scanned, day.Matched, day.Submitted, day.Skipped, day.Failed, day.Credits, day.MatchCredits, day.BidCredits,
        day.Stop, day.Refusal);
}

/// <summary>Several days together.</summary>
internal sealed record FunnelTotal(
    int Scanned, int Matched, int Submitted, int Skipped, int Failed, int Credits, int MatchCredits, int BidCredits)
{
    public static FunnelTotal Of(FunnelDay[] days) => new(
        days.Sum(day => day.Scanned), days.Sum(day => day.Matched), days.Sum(day => day.Submitted), days.Sum(day => day.Skipped),
        days.Sum(day => day.Failed), days.Sum(day => day.Credits), days.Sum(day => day.MatchCredits), days.Sum(day => day.BidCredits));
}
