using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class DirectoryRoutes
{
    public static void MapDirectory(this IEndpointRouteBuilder v1)
    {
        var team = v1.MapNoun("Directory", "Teams among each other.");
        team.MapGet("/teams", ListAsync).WithName("listTeams").ForOperators();
        team.MapPatch("/teams/{teamId}", ChangeAsync).WithName("changeTeam");
        team.MapDelete("/teams/{teamId}", CloseAsync).WithName("closeTeam").ForOperators();
    }

    /// <summary>Teams, newest first, or those that a search finds</summary>
    /// <remarks>
    /// A search finds teams of whose name or id words begin with each word of it, in any order and case, and is ordered by the word that
    /// was found. Its pages may have fewer items than `limit`, even none, while `next` says that it goes on.
    /// </remarks>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<TeamsAnswer>> ListAsync(QueryOf<TeamsFilter> filter, ClusterCalls cluster)
    {
        var query = filter.Value.ToQuery();
        return TeamsAnswer.Of(await cluster.AskAsync(grains => grains.Teams().List(query)));
    }

    /// <summary>Change a team's name or time zone</summary>
    /// <remarks>What is absent stays as it is. Days that have begun are not counted anew.</remarks>
    /// <response code="200">The team as it is now.</response>
    internal static async Task<Answer<TeamItem>> ChangeAsync(TeamId teamId, Body<TeamChangeRequest> body, ClusterCalls cluster)
    {
        var change = body.Value.ToChange();
        return await cluster.AskAsync(grains => grains.Team(teamId).Change(change)) is { } team ? TeamItem.Of(team) : Problem.NoSuchTeam(teamId);
    }

    /// <summary>Close a team, for good</summary>
    /// <remarks>
    /// Nothing spends any more; automatic top-ups and Auto Bid stop. Open Checkout pages expire and the subscription is canceled at
    /// Stripe, at once, and again and again until Stripe has done it; nothing is refunded. What happened can still be read. With
    /// `forget` its people are forgotten too, the owner included; a closed team's can be at any time.
    /// </remarks>
    /// <response code="200">It is closed, since this call or an earlier one.</response>
    internal static async Task<Answer<ClosedTeam>> CloseAsync(TeamId teamId, QueryOf<Forgetting> query, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.Team(teamId).Close(query.Value.Forget)) is { ClosedAt: { } closedAt } team
            ? new ClosedTeam(team.TeamId, closedAt)
            : Problem.NoSuchTeam(teamId);
}

/// <summary>Which teams.</summary>
/// <param name="Search">Each of its words begins a word of the team's name or id.</param>
/// <param name="Cursor">The `next` of the page before, of the same search and status.</param>
internal sealed record TeamsFilter(
    [Name] string? Search = null, TeamStatus? Status = null, string? Cursor = null, [Between(1, Limits.PageSize)] int Limit = 50)
{
    public TeamsQuery ToQuery() => new(Search, Status, TeamCursor.Read(Cursor, isOfSearch: Search is not null), Limit);
}

/// <summary>One page of teams.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record TeamsAnswer(TeamItem[] Items, string? Next)
{
    public static TeamsAnswer Of(TeamPage page) => new(Array.ConvertAll(page.Items, TeamItem.Of), TeamCursor.Write(page.Next));
}

/// <summary>Whether what people are called is forgotten too: everywhere, and for good.</summary>
internal sealed record Forgetting(bool Forget = false);

/// <summary>What shall be otherwise of a team.</summary>
/// <param name="TimeZone">IANA name; days of Auto Bid are counted in it.</param>
[Example("""{"name":"Acme & Sons","timeZone":"Europe/Berlin"}""")]
internal sealed record TeamChangeRequest([Name] string? Name = null, [TimeZone(isUtcUnlessSaid: false)] string? TimeZone = null)
{
    public TeamChange ToChange() => new(Name, TimeZone);
}

/// <summary>A team among the others.</summary>
/// <param name="Plan">Null where it never had a subscription, as the seats.</param>
/// <param name="ClosedAt">Null while it is open.</param>
internal sealed record TeamItem(
    [OwnId] TeamId TeamId,
    [Name] string Name,
    TeamStatus Status,
    string? Plan,
    int? Seats,
    DateTimeOffset CreatedAt,
    string TimeZone,
    DateTimeOffset? ClosedAt)
{
    public static TeamItem Of(TeamListing team) => new(
        team.TeamId, team.Name, team.Status, team.Plan, team.Seats, team.CreatedAt, team.TimeZone, team.ClosedAt);
}

/// <summary>A team that is closed.</summary>
internal sealed record ClosedTeam([OwnId] TeamId TeamId, DateTimeOffset ClosedAt);
