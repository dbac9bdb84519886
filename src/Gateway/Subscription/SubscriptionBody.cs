using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Subscription;

/// <summary>Plan, seats and anchor, wherever they stand in a body.</summary>
internal static class SubscriptionBody
{
    private static readonly DateTimeOffset EarliestAnchor = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestAnchor = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly MemberNames Members = new(["plan", "seats"], "anchor");

    /// <summary>The members of the object that the reader is in.</summary>
    public static SubscriptionTerms Read(ref JsonBody body)
    {
        var plan = "";
        var seats = 0;
        DateTimeOffset? anchor = null;
        for (var seen = 0u; body.Next(Members, ref seen, out var member);)
        {
            switch (member)
            {
                case 0:
                    plan = body.Id();
                    break;
                case 1:
                    seats = (int)body.Number(1, Limits.Seats);
                    break;
                case 2:
                    anchor = body.OptionalInstant();
                    if (anchor < EarliestAnchor || anchor >= LatestAnchor)
                    {
                        throw body.Invalid("anchor must lie in the years 2000 to 2099.");
                    }

                    break;
            }
        }

        return new SubscriptionTerms(plan, seats, anchor);
    }
}
