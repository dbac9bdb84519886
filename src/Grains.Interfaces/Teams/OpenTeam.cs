namespace Purser.Teams;

/// <summary>The request that opens a team.</summary>
/// <param name="Name">1–200 printable characters.</param>
/// <param name="TimeZone">IANA name; days of Auto Bid are counted in it.</param>
/// <param name="Owner">The first member.</param>
/// <param name="Subscription">What the team pays for, or null for a trial.</param>
[GenerateSerializer, Immutable, Alias("purser.OpenTeam")]
public sealed record OpenTeam(string Name, string TimeZone, TeamOwner Owner, SubscriptionTerms? Subscription);

/// <summary>The member who owns a new team.</summary>
[GenerateSerializer, Immutable, Alias("purser.TeamOwner")]
public sealed record TeamOwner(MemberId MemberId, string Name);

/// <summary>What a team subscribes to.</summary>
/// <param name="Plan">The plan's code in the catalog.</param>
/// <param name="Seats">1 to <see cref="Limits.Seats"/>.</param>
/// <param name="Anchor">The instant monthly cycles are counted from; null = the moment of opening.</param>
[GenerateSerializer, Immutable, Alias("purser.SubscriptionTerms")]
public sealed record SubscriptionTerms(string Plan, int Seats, DateTimeOffset? Anchor);

/// <summary>How opening a team ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.OpenOutcome")]
public abstract record OpenOutcome
{
    private OpenOutcome()
    {
    }

    /// <summary>The team was opened now, or (<paramref name="Before"/>) by the same request earlier.</summary>
    [GenerateSerializer, Immutable, Alias("purser.OpenOutcome.Opened")]
    public sealed record Opened(TeamCredits Credits, bool Before) : OpenOutcome;

    /// <summary>There is a team of this id that was opened otherwise.</summary>
    [GenerateSerializer, Immutable, Alias("purser.OpenOutcome.Differs")]
    public sealed record Differs : OpenOutcome;

    /// <summary>The catalog has no such plan.</summary>
    [GenerateSerializer, Immutable, Alias("purser.OpenOutcome.UnknownPlan")]
    public sealed record UnknownPlan(string Plan, string[] Known) : OpenOutcome;
}
