using Purser.Alerts;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class AlertRoutes
{
    private const int Shown = 20;

    public static void MapAlerts(this IEndpointRouteBuilder v1)
    {
        var alerts = v1.MapNoun("Alerts", "Told in time: of what a team is told, and where that goes.");
        alerts.MapGet("/teams/{teamId}/alerts", ReadAsync).WithName("getAlerts");
        alerts.MapPut("/teams/{teamId}/alerts", SetAsync).WithName("putAlerts");
        alerts.MapPost("/teams/{teamId}/alerts/test", TestAsync).WithName("testAlerts");
    }

    /// <summary>Of what a team is told, where that goes, and what it was told last</summary>
    /// <response code="200">As it is set, and the last alerts, the newest first.</response>
    internal static async Task<Answer<AlertsAnswer>> ReadAsync(TeamId teamId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.Team(teamId).GetAlerts()) is { } terms
            ? await AnswerAsync(teamId, terms, cluster)
            : Problem.NoSuchTeam(teamId);

    /// <summary>Set of what a team is told</summary>
    /// <remarks>
    /// A threshold is reached where as much or more is used, and is told once in each cycle. `basis` is what it is a share of: `pool`,
    /// `spendable` (all that the cycle had to spend, extra too), `member_budget` (each member for themselves) or `automation_budget`.
    /// What is over a threshold already is told at once.
    /// </remarks>
    /// <response code="200">As it is set now.</response>
    internal static async Task<Answer<AlertsAnswer>> SetAsync(TeamId teamId, Body<AlertsRequest> body, ClusterCalls cluster)
    {
        var terms = body.Value.ToTerms();
        return await cluster.AskAsync(grains => grains.Team(teamId).SetAlerts(terms)) is { } set
            ? await AnswerAsync(teamId, set, cluster)
            : Problem.NoSuchTeam(teamId);
    }

    /// <summary>Try out whether alerts arrive</summary>
    /// <response code="200">An alert of kind `test` is on its way to all that hear of this team's.</response>
    internal static async Task<Answer<AlertTestAnswer>> TestAsync(TeamId teamId, Body<Nothing>? body, ClusterCalls cluster)
    {
        if (await cluster.AskAsync(grains => grains.Team(teamId).GetAlerts()) is null)
        {
            return Problem.NoSuchTeam(teamId);
        }

        var alertId = await cluster.AskAsync(grains => grains.AlertLog().Test(teamId), isRepeatable: false);
        return new AlertTestAnswer(alertId, await ListenersAsync(teamId, cluster));
    }

    private static async Task<AlertsAnswer> AnswerAsync(TeamId teamId, AlertTerms terms, ClusterCalls cluster)
    {
        var listeners = await ListenersAsync(teamId, cluster);
        var last = await cluster.AskAsync(grains => grains.AlertLog().Last(teamId, Shown));
        return new AlertsAnswer(
            Array.ConvertAll(terms.Thresholds, static threshold => new AlertThresholdItem(threshold.Basis, threshold.Percent)),
            terms.ExtraBelow,
            terms.Muted,
            listeners,
            Array.ConvertAll(last, AlertItem.Of));
    }

    private static async Task<AlertListener[]> ListenersAsync(TeamId teamId, ClusterCalls cluster) =>
        Array.ConvertAll(await cluster.AskAsync(grains => grains.AlertLog().Listeners(teamId)), AlertListener.Of);
}

/// <summary>Of what a team shall be told.</summary>
/// <param name="Thresholds">Shares of something that are used up, each once.</param>
/// <param name="ExtraBelow">Fewer extra credits than that are left; null: nobody wants to know.</param>
/// <param name="Muted">What nobody is told though it happens. Thresholds are not muted, but left out.</param>
[Example("""{"thresholds":[{"basis":"pool","percent":80},{"basis":"pool","percent":100},{"basis":"member_budget","percent":90}],"extraBelow":50,"muted":["reset"]}""")]
internal sealed record AlertsRequest(
    [Items(0, AlertTerms.MostThresholds)] AlertThresholdItem[] Thresholds,
    [Between(1, Limits.CreditsAtOnce)] Credits? ExtraBelow = null,
    AlertKind[]? Muted = null)
{
    public AlertTerms ToTerms()
    {
        for (var at = 1; at < Thresholds.Length; at++)
        {
            if (Array.IndexOf(Thresholds, Thresholds[at]) < at)
            {
                throw new ProblemException(Problem.InvalidBody("Each threshold may be there once.", $"#/thresholds/{at}"));
            }
        }

        AlertKind[] muted = [.. (Muted ?? []).Distinct().Order()];
        if (!Array.TrueForAll(muted, AlertKinds.MayBeMuted))
        {
            var wrong = Array.Find(muted, static kind => !kind.MayBeMuted());
            throw new ProblemException(Problem.InvalidBody($"{Codes.Of(wrong)} cannot be muted; thresholds are left out instead.", "#/muted"));
        }

        return new AlertTerms(Array.ConvertAll(Thresholds, static item => new AlertThreshold(item.Basis, item.Percent)), ExtraBelow, muted);
    }
}

/// <summary>A share of something that, once it is used up, is told: once in each cycle.</summary>
/// <param name="Basis">What it is a share of.</param>
/// <param name="Percent">Reached where as much or more is used.</param>
internal sealed record AlertThresholdItem(AlertBasis Basis, [Between(1, 100)] int Percent);

/// <summary>Of what a team is told.</summary>
/// <param name="Thresholds">Shares of something that are used up.</param>
/// <param name="ExtraBelow">Fewer extra credits than that are left; null: nobody wants to know.</param>
/// <param name="Muted">What nobody is told though it happens.</param>
/// <param name="GoesTo">Who hears of it.</param>
/// <param name="Last">What it was told last, the newest first.</param>
internal sealed record AlertsAnswer(
    AlertThresholdItem[] Thresholds, [Between(1, Limits.CreditsAtOnce)] Credits? ExtraBelow, AlertKind[] Muted, AlertListener[] GoesTo, AlertItem[] Last);

/// <summary>Who hears of a team's alerts.</summary>
/// <param name="EndpointId">The endpoint's id.</param>
/// <param name="Host">The host that they are posted to; the whole address is the operator's to know.</param>
/// <param name="OfAllTeams">Whether it hears of those of all teams.</param>
internal sealed record AlertListener(string EndpointId, [Name] string Name, string Host, bool OfAllTeams)
{
    public static AlertListener Of(AlertEndpoint endpoint) => new(endpoint.EndpointId, endpoint.Name, endpoint.Url.Authority, endpoint.TeamId is null);
}

/// <summary>That alerts are tried out.</summary>
/// <param name="AlertId">The alert that is on its way.</param>
/// <param name="GoesTo">Who hears of it.</param>
internal sealed record AlertTestAnswer([AtLeast(1)] long AlertId, AlertListener[] GoesTo);

/// <summary>What a team was told, with the numbers of the moment.</summary>
/// <param name="AlertId">It grows, with gaps.</param>
/// <param name="Alert">What it is.</param>
/// <param name="Message">The same as a sentence.</param>
/// <param name="EntryId">The entry of the ledger that made it so.</param>
/// <param name="Percent">The threshold that was reached.</param>
/// <param name="MemberId">The member that it is about.</param>
/// <param name="Days">Days until the trial ends.</param>
/// <param name="ExtraBelow">What extra fell below.</param>
/// <param name="Credits">Credits that came in.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="DryFrom">When all credits may be used, at the earliest.</param>
/// <param name="DryBy">And at the latest; null: perhaps never.</param>
/// <param name="Team">How the team stood right then.</param>
internal sealed record AlertItem(
    [AtLeast(1)] long AlertId,
    DateTimeOffset At,
    AlertKind Alert,
    string Message,
    long? EntryId,
    [Between(1, 100)] int? Percent,
    [OwnId] MemberId? MemberId,
    int? Days,
    Credits? ExtraBelow,
    Credits? Credits,
    string? Reason,
    DateTimeOffset? DryFrom,
    DateTimeOffset? DryBy,
    AlertTeam? Team)
{
    public static AlertItem Of(RaisedAlert alert) => new(
        alert.AlertId,
        alert.At,
        alert.Kind,
        alert.Message,
        alert.EntryId,
        alert.Facts.Percent,
        alert.Facts.MemberId,
        alert.Facts.Days,
        alert.Facts.Below,
        alert.Facts.Added,
        alert.Facts.Reason,
        alert.Facts.DryFrom,
        alert.Facts.DryBy,
        alert.Facts.Team is { } team ? AlertTeam.Of(team) : null);
}

/// <summary>How a team stood when it was told something.</summary>
/// <param name="Total">The cycle's allowance.</param>
/// <param name="Remaining">Left of it.</param>
/// <param name="Used">Of pool and extra in the cycle.</param>
/// <param name="Extra">In the extra bucket.</param>
/// <param name="ResetsAt">When the pool refills; null: it will not.</param>
internal sealed record AlertTeam(
    [Name] string Name, TeamStatus Status, Credits Total, Credits Remaining, Credits Used, Credits Extra, CycleAnswer Cycle, DateTimeOffset? ResetsAt)
{
    public static AlertTeam Of(TeamAtAlert team) => new(
        team.Name, team.Status, team.Total, team.Remaining, team.Used, team.Extra, new CycleAnswer(team.Cycle.Start, team.Cycle.End), team.ResetsAt);
}
