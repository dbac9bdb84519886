using Purser.Teams;

namespace Purser.Accounts;

/// <summary>The request that opened a team, without what its owner is called.</summary>
/// <param name="Name">What the team was called.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Owner">The first member.</param>
/// <param name="Subscription">What the team subscribed to; null for a trial.</param>
public sealed record OpeningTerms(string Name, string TimeZone, OpeningOwner Owner, SubscriptionTerms? Subscription)
{
    public static OpeningTerms Of(OpenTeam request) =>
        new(request.Name, request.TimeZone, new OpeningOwner(request.Owner.MemberId), request.Subscription);
}

/// <summary>Who owns a new team.</summary>
public sealed record OpeningOwner(MemberId MemberId);
