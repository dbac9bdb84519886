using Purser.AutoBid;
using Purser.Gateway.Requests;

namespace Purser.Gateway.AutoBid;

/// <summary>The days that a call asks for, in the team's time zone.</summary>
internal static class Days
{
    public static (DateOnly? From, DateOnly? To) Read(Query query)
    {
        var (from, to) = (query.Day("from"), query.Day("to"));
        if (from is null || to is null)
        {
            return from is null ? (null, to) : throw Query.Invalid("to", "to is needed where from is there.");
        }

        return (to.Value.DayNumber - from.Value.DayNumber) switch
        {
            < 0 => throw Query.Invalid("from", "from must not be after to."),
            >= AutoBidLimits.FunnelDays => throw Query.Invalid("from", $"from and to must be at most {AutoBidLimits.FunnelDays} days apart."),
            _ => (from, to),
        };
    }
}
