using System.Text.Json.Serialization;
using Purser.AutoBid;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

/// <summary>Which days, in the team's time zone.</summary>
/// <param name="From">The first day; six days before the last where it is not given.</param>
/// <param name="To">The last day; today where it is not given.</param>
internal sealed record FunnelQuery(DateOnly? From = null, DateOnly? To = null)
{
    public (DateOnly? From, DateOnly? To) Check()
    {
        if (From is null || To is null)
        {
            return From is null ? (null, To) : throw Query.Invalid("to", "to is needed where from is there.");
        }

        return (To.Value.DayNumber - From.Value.DayNumber) switch
        {
            < 0 => throw Query.Invalid("from", "from must not be after to."),
            >= AutoBidLimits.FunnelDays => throw Query.Invalid("from", $"from and to must be at most {AutoBidLimits.FunnelDays} days apart."),
            _ => (From, To),
        };
    }
}

/// <summary>What became of jobs.</summary>
/// <param name="Days">The earliest first; days on which nothing happened are left out.</param>
/// <param name="Total">All of them.</param>
internal sealed record FunnelAnswer(FunnelDayAnswer[] Days, FunnelTotal Total)
{
    /// <summary>Days that were lived through.</summary>
    public static FunnelAnswer Of(Funnel funnel)
    {
        var stops = funnel.Stops.ToLookup(stop => stop.Day, stop => new StopAnswer(stop.At, stop.Cause, stop.Refusal));
        return new FunnelAnswer(
            Array.ConvertAll(funnel.Days, day => FunnelDayAnswer.Of(day) with { Stops = [.. stops[day.Day]] }), FunnelTotal.Of(funnel.Days));
    }

    /// <summary>Days that are compared.</summary>
    public static FunnelAnswer Of(FunnelDay[] days) => new(Array.ConvertAll(days, FunnelDayAnswer.Of), FunnelTotal.Of(days));
}

/// <summary>One day.</summary>
/// <param name="StoppedBy">The rule that ended a run on that day, the last one.</param>
/// <param name="Refusal">Why the team refused the credit, where that was the rule.</param>
/// <param name="Stops">All that ended runs on that day, in order; in a funnel only.</param>
internal sealed record FunnelDayAnswer(
    DateOnly Day,
    [AtLeast(0)] int Scanned,
    [AtLeast(0)] int Matched,
    [AtLeast(0)] int Submitted,
    [AtLeast(0)] int Skipped,
    [AtLeast(0)] int Failed,
    [AtLeast(0)] int Credits,
    [AtLeast(0)] int MatchCredits,
    [AtLeast(0)] int BidCredits,
    StopCause? StoppedBy,
    RefusalReason? Refusal,
    [NeverNull] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StopAnswer[]? Stops = null)
{
    public static FunnelDayAnswer Of(FunnelDay day) => new(
        day.Day, day.Scanned, day.Matched, day.Submitted, day.Skipped, day.Failed, day.Credits, day.MatchCredits, day.BidCredits,
        day.Stop, day.Refusal);
}

/// <summary>What ended a run, and when.</summary>
internal sealed record StopAnswer(DateTimeOffset At, StopCause StoppedBy, RefusalReason? Refusal);

/// <summary>Several days together.</summary>
internal sealed record FunnelTotal(
    [AtLeast(0)] int Scanned,
    [AtLeast(0)] int Matched,
    [AtLeast(0)] int Submitted,
    [AtLeast(0)] int Skipped,
    [AtLeast(0)] int Failed,
    [AtLeast(0)] int Credits,
    [AtLeast(0)] int MatchCredits,
    [AtLeast(0)] int BidCredits)
{
    public static FunnelTotal Of(FunnelDay[] days) => new(
        days.Sum(day => day.Scanned), days.Sum(day => day.Matched), days.Sum(day => day.Submitted), days.Sum(day => day.Skipped),
        days.Sum(day => day.Failed), days.Sum(day => day.Credits), days.Sum(day => day.MatchCredits), days.Sum(day => day.BidCredits));
}
