namespace Purser.Teams;

/// <summary>A member as they shall be.</summary>
/// <param name="MemberId">The caller's own id.</param>
/// <param name="Name">1–200 printable characters.</param>
/// <param name="Role">Owner only for who owns the team already: see <see cref="ITeamGrain.MakeOwner"/>.</param>
/// <param name="Budget">Their budget.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberTerms")]
public sealed record MemberTerms(MemberId MemberId, string Name, MemberRole Role, BudgetRule Budget);

/// <summary>Which cap of credits per cycle holds for a member.</summary>
/// <param name="Own">False: the team's budget holds. True: <paramref name="Cap"/> holds.</param>
/// <param name="Cap">The member's own cap; null = none, whatever the team's budget.</param>
[GenerateSerializer, Immutable, Alias("purser.BudgetRule")]
public readonly record struct BudgetRule(bool Own, Credits? Cap)
{
    /// <summary>The team's budget holds.</summary>
    public static BudgetRule FollowsTeam => default;

    /// <summary>A cap of the member's own.</summary>
    public static BudgetRule Capped(Credits cap) => new(Own: true, cap);

    /// <summary>No cap, whatever the team's budget.</summary>
    public static BudgetRule None => new(Own: true, Cap: null);
}

/// <summary>One member, and what of their team concerns each of its members.</summary>
/// <param name="Standing">The member, active or removed; null where the team never had one of that id.</param>
/// <param name="TimeZone">The team's IANA time zone.</param>
/// <param name="IsClosed">Whether the team was closed, for good.</param>
[GenerateSerializer, Immutable, Alias("purser.MemberOfTeam")]
public sealed record MemberOfTeam(MemberStanding? Standing, string TimeZone, bool IsClosed = false);

/// <summary>How a change of a member ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.MemberOutcome")]
public abstract record MemberOutcome
{
    private MemberOutcome()
    {
    }

    /// <summary>The member is now so. <paramref name="Added"/>: they were not an active member before.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.Done")]
    public sealed record Done(MemberStanding Member, bool Added) : MemberOutcome;

    /// <summary>Every seat is taken.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.NoFreeSeat")]
    public sealed record NoFreeSeat(int Seats) : MemberOutcome;

    /// <summary>The team has had as many members as <see cref="Limits.Members"/> allows.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.TooManyMembers")]
    public sealed record TooManyMembers : MemberOutcome;

    /// <summary>The team was closed: nobody joins it any more.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.TeamIsClosed")]
    public sealed record TeamIsClosed : MemberOutcome;

    /// <summary>There must be exactly one owner: ownership moves only by <see cref="ITeamGrain.MakeOwner"/>.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.OwnerIsFixed")]
    public sealed record OwnerIsFixed(MemberId OwnerId) : MemberOutcome;

    /// <summary>The team has no such (active) member.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.NoSuchMember")]
    public sealed record NoSuchMember : MemberOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.MemberOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : MemberOutcome;
}
