using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.AutoTopUp;

/// <summary><c>GET /v1/teams/{teamId}/auto-top-up</c>: when packs are bought by themselves, and how that goes.</summary>
internal static class GetAutoTopUp
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        await Send(context, teamId, await context.Ask(cluster => cluster.Team(teamId).GetAutoTopUp()));
    }

    public static Task Send(HttpContext context, string teamId, AutoTopUpStanding? standing) => standing is null
        ? ProblemWriter.Write(context, Problem.NoSuchTeam(teamId))
        : Answer.Ok(context, AutoTopUpAnswer.Of(standing), AnswerJson.Default.AutoTopUpAnswer);
}

/// <summary>Automatic top-ups as they are answered; what they would do is null while they are off.</summary>
internal sealed record AutoTopUpAnswer(
    bool Enabled,
    Credits? Threshold,
    string? Pack,
    int? MostPerCycle,
    int AttemptsThisCycle,
    bool InFlight,
    string? LastFailure,
    string? Stopped)
{
    public static AutoTopUpAnswer Of(AutoTopUpStanding standing) => new(
        standing.Terms is not null,
        standing.Terms?.Threshold,
        standing.Terms?.Pack,
        standing.Terms?.MostPerCycle,
        standing.AttemptsThisCycle,
        standing.InFlight is not null,
        standing.LastFailure,
        standing.Stopped);
}
