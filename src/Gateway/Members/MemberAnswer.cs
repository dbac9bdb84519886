using Purser.Teams;

namespace Purser.Gateway.Members;

/// <summary>A member as answered when changed.</summary>
internal sealed record MemberAnswer(
    string MemberId,
    string Name,
    MemberRole Role,
    Credits? Budget,
    MemberStatus Status,
    Credits Used,
    SortedDictionary<AiAction, Credits> UsedByAction)
{
    public static MemberAnswer Of(MemberStanding member) => new(
        member.MemberId, member.Name, member.Role, member.Budget, member.Status, member.Used, new(member.UsedByAction));
}

/// <summary>A member among the others: also their share of what the team used in this cycle, 0 to 1.</summary>
internal sealed record MemberItem(
    string MemberId,
    string Name,
    MemberRole Role,
    Credits? Budget,
    MemberStatus Status,
    Credits Used,
    double Share,
    SortedDictionary<AiAction, Credits> UsedByAction)
{
    public static MemberItem Of(MemberStanding member, Credits usedByTeam) => new(
        member.MemberId,
        member.Name,
        member.Role,
        member.Budget,
        member.Status,
        member.Used,
        usedByTeam > Credits.Zero ? (double)member.Used.Count / usedByTeam.Count : 0,
        new(member.UsedByAction));
}

/// <summary>All members.</summary>
/// <param name="Items">By id.</param>
/// <param name="Budget">The budget of members that have none of their own; null = none.</param>
internal sealed record MembersAnswer(MemberItem[] Items, Credits? Budget)
{
    public static MembersAnswer Of(TeamStatement statement) => new(
        [.. statement.Members.Select(member => MemberItem.Of(member, statement.Credits.Used))],
        statement.Budget);
}
