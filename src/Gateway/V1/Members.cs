using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class MemberRoutes
{
    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        var team = v1.MapNoun("Members", "Who may spend, and how much.");
        team.MapGet("/teams/{teamId}/members", ListAsync).WithName("listMembers");
        team.MapPut("/teams/{teamId}/members/{memberId}", PutAsync).WithName("putMember").MayConflict();
        team.MapDelete("/teams/{teamId}/members/{memberId}", RemoveAsync).WithName("removeMember").MayConflict();
        team.MapPost("/teams/{teamId}/members/{memberId}/make-owner", MakeOwnerAsync).WithName("makeOwner").MayConflict();
        team.MapPut("/teams/{teamId}/budget", SetBudgetAsync).WithName("putBudget");
        team.MapPut("/teams/{teamId}/automation-budget", AutomationBudgetCall.SetAsync).WithName("putAutomationBudget");
    }

    /// <summary>All members and what they used in this cycle</summary>
    /// <response code="200">By id.</response>
    internal static async Task<Answer<MembersAnswer>> ListAsync(TeamId teamId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.Team(teamId).GetStatement()) is { } statement
            ? MembersAnswer.Of(statement)
            : Problem.NoSuchTeam(teamId);

    /// <summary>Add a member, change one, or bring one back</summary>
    /// <response code="200">The member is changed.</response>
    /// <response code="201">The member is added.</response>
    internal static async Task<CreatedOrKept<MemberAnswer>> PutAsync(
        TeamId teamId, MemberId memberId, Body<MemberRequest> body, ClusterCalls cluster)
    {
        var terms = body.Value.ToTerms(memberId);
        return await cluster.AskAsync(grains => grains.Team(teamId).PutMember(terms)) switch
        {
            MemberOutcome.Done { Added: true } done => CreatedOrKept<MemberAnswer>.New(MemberAnswer.Of(done.Member)),
            MemberOutcome.Done done => CreatedOrKept<MemberAnswer>.Kept(MemberAnswer.Of(done.Member)),
            var refused => Refusal(teamId, memberId, refused),
        };
    }

    /// <summary>Remove a member</summary>
    /// <remarks>With `forget` their name is forgotten too, and they are shown as *Former member*; a removed member's can be at any time.</remarks>
    /// <response code="200">The member is removed; the history stays, the seat is free.</response>
    internal static async Task<Answer<MemberAnswer>> RemoveAsync(
        TeamId teamId, MemberId memberId, QueryOf<Forgetting> query, ClusterCalls cluster) => Describe(
            teamId,
            memberId,
            await cluster.AskAsync(
                grains => query.Value.Forget ? grains.Team(teamId).ForgetMember(memberId) : grains.Team(teamId).RemoveMember(memberId),
                isRepeatable: false));

    /// <summary>Make a member the owner</summary>
    /// <response code="200">The member owns the team; the owner before is an admin.</response>
    internal static async Task<Answer<MemberAnswer>> MakeOwnerAsync(
        TeamId teamId, MemberId memberId, Body<Nothing>? body, ClusterCalls cluster) =>
        Describe(teamId, memberId, await cluster.AskAsync(grains => grains.Team(teamId).MakeOwner(memberId)));

    /// <summary>Set the budget of members that have none of their own</summary>
    /// <response code="200">The budget.</response>
    internal static async Task<Answer<TeamBudget>> SetBudgetAsync(TeamId teamId, Body<TeamBudget> body, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.Team(teamId).SetTeamBudget(body.Value.Budget)) is { } statement
            ? new TeamBudget(statement.Budget)
            : Problem.NoSuchTeam(teamId);

    private static Answer<MemberAnswer> Describe(TeamId teamId, MemberId memberId, MemberOutcome outcome) =>
        outcome is MemberOutcome.Done done ? MemberAnswer.Of(done.Member) : Refusal(teamId, memberId, outcome);

    private static Problem Refusal(TeamId teamId, MemberId memberId, MemberOutcome outcome) => outcome switch
    {
        MemberOutcome.NoFreeSeat full => Problem.NoFreeSeat(full.Seats),
        MemberOutcome.TooManyMembers => Problem.TooManyMembers(),
        MemberOutcome.TeamIsClosed => Problem.TeamClosed(teamId),
        MemberOutcome.OwnerIsFixed owner => Problem.OwnerRequired(owner.OwnerId),
        MemberOutcome.NoSuchMember => Problem.NoSuchMember(teamId, memberId),
        _ => Problem.NoSuchTeam(teamId),
    };
}

/// <summary>What a member shall be.</summary>
/// <param name="Budget">Most credits per cycle. Absent: the team's budget holds; null: none.</param>
[Example("""{"name":"Ben","role":"member","budget":50}""")]
internal sealed record MemberRequest(
    [Name] string Name, MemberRole Role, [Between(0, Limits.CreditsAtOnce)] Optional<Credits?> Budget = default)
{
    public MemberTerms ToTerms(MemberId memberId) => new(memberId, Name, Role, Budget switch
    {
        { IsSent: false } => BudgetRule.FollowsTeam,
        { Value: { } cap } => BudgetRule.Capped(cap),
        _ => BudgetRule.None,
    });
}

/// <summary>A member as answered when changed.</summary>
/// <param name="Budget">The cap in force per cycle; null = none.</param>
/// <param name="UsedByAction">Credits used in this cycle by action; actions not used are absent.</param>
internal sealed record MemberAnswer(
    [OwnId] MemberId MemberId,
    [Name] string Name,
    MemberRole Role,
    Credits? Budget,
    MemberStatus Status,
    Credits Used,
    SortedDictionary<AiAction, Credits> UsedByAction)
{
    public static MemberAnswer Of(MemberStanding member) => new(
        member.MemberId, member.Name, member.Role, member.Budget, member.Status, member.Used, new(member.UsedByAction));
}

/// <summary>A member among the others.</summary>
/// <param name="Budget">The cap in force per cycle; null = none.</param>
/// <param name="Share">Of what the team used in this cycle.</param>
/// <param name="UsedByAction">Credits used in this cycle by action; actions not used are absent.</param>
internal sealed record MemberItem(
    [OwnId] MemberId MemberId,
    [Name] string Name,
    MemberRole Role,
    Credits? Budget,
    MemberStatus Status,
    Credits Used,
    [Between(0, 1)] double Share,
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

/// <summary>All members, by id.</summary>
/// <param name="Budget">The budget of members that have none of their own; null = none.</param>
internal sealed record MembersAnswer(MemberItem[] Items, [Between(0, Limits.CreditsAtOnce)] Credits? Budget)
{
    public static MembersAnswer Of(TeamStatement statement) => new(
        [.. statement.Members.Select(member => MemberItem.Of(member, statement.Credits.Used))],
        statement.Budget);
}

/// <summary>The budget of members that have none of their own.</summary>
/// <param name="Budget">Most credits per member and cycle; null = none.</param>
[Example("""{"budget":100}""")]
internal sealed record TeamBudget([Between(0, Limits.CreditsAtOnce)] Credits? Budget);
