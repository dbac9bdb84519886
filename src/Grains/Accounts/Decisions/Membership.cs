using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>Who belongs to a team. A member takes a seat; a trial has no seat limit; there is exactly one owner.</summary>
public static class Membership
{
    /// <summary>Adds a member, changes one, or brings a removed one back.</summary>
    /// <param name="team">The team.</param>
    /// <param name="terms">The member as they shall be.</param>
    /// <param name="isCalledSo">Whether they are called already what they shall be called.</param>
    public static MemberDecision Put(TeamAccount team, MemberSeat terms, bool isCalledSo)
    {
        if (team.ClosedAt is not null)
        {
            return new MemberDecision.Refuse(new MemberOutcome.TeamIsClosed());
        }

        team.Members.TryGetValue(terms.MemberId, out var known);
        var isOwner = known?.Terms.Role == MemberRole.Owner;
        if (isOwner != (terms.Role == MemberRole.Owner))
        {
            return new MemberDecision.Refuse(new MemberOutcome.OwnerIsFixed(Owner(team)));
        }

        if (known is { Status: MemberStatus.Active })
        {
            return new MemberDecision.Change(known.Terms == terms && isCalledSo ? [] : [new TeamEvent.MemberPut(terms)], Added: false);
        }

        if (team.Subscription is { } subscription && team.ActiveMembers >= subscription.Seats)
        {
            return new MemberDecision.Refuse(new MemberOutcome.NoFreeSeat(subscription.Seats));
        }

        if (known is null && team.Members.Count >= Limits.Members)
        {
            return new MemberDecision.Refuse(new MemberOutcome.TooManyMembers());
        }

        return new MemberDecision.Change([new TeamEvent.MemberPut(terms)], Added: true);
    }

    /// <summary>Removes a member; the owner cannot be removed.</summary>
    public static MemberDecision Remove(TeamAccount team, MemberId memberId)
    {
        if (!team.Members.TryGetValue(memberId, out var member))
        {
            return new MemberDecision.Refuse(new MemberOutcome.NoSuchMember());
        }

        if (member.Terms.Role == MemberRole.Owner)
        {
            return new MemberDecision.Refuse(new MemberOutcome.OwnerIsFixed(memberId));
        }

        var removed = member.Status == MemberStatus.Removed;
        return new MemberDecision.Change(removed ? [] : [new TeamEvent.MemberRemoved(memberId)], Added: false);
    }

    /// <summary>Removes a member, and what they are called with them: their entries are left under their id.</summary>
    /// <param name="team">The team.</param>
    /// <param name="memberId">Who.</param>
    /// <param name="hasName">Whether there is a name to be forgotten.</param>
    public static MemberDecision Forget(TeamAccount team, MemberId memberId, bool hasName) => Remove(team, memberId) switch
    {
        MemberDecision.Change removal when hasName => removal with { Events = [.. removal.Events, new TeamEvent.PeopleForgotten(memberId)] },
        var other => other,
    };

    /// <summary>Makes an active member the owner.</summary>
    public static MemberDecision MakeOwner(TeamAccount team, MemberId memberId)
    {
        if (!team.Members.TryGetValue(memberId, out var member) || member.Status != MemberStatus.Active)
        {
            return new MemberDecision.Refuse(new MemberOutcome.NoSuchMember());
        }

        var owns = member.Terms.Role == MemberRole.Owner;
        return new MemberDecision.Change(owns ? [] : [new TeamEvent.OwnerChanged(memberId)], Added: false);
    }

    private static MemberId Owner(TeamAccount team) =>
        team.Members.Values.First(member => member.Terms.Role == MemberRole.Owner).Terms.MemberId;
}

/// <summary>What was decided on a change of a member.</summary>
public abstract record MemberDecision
{
    private MemberDecision()
    {
    }

    /// <summary>The member becomes so; no events when they are so already.</summary>
    public sealed record Change(IReadOnlyList<TeamEvent> Events, bool Added) : MemberDecision;

    /// <summary>Nothing changes.</summary>
    public sealed record Refuse(MemberOutcome Outcome) : MemberDecision;
}
