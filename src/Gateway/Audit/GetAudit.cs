using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.Audit;

/// <summary><c>GET /v1/teams/{teamId}/audit</c>: the team recomputed from its entries, against what is served.</summary>
internal static class GetAudit
{
    public static async Task Handle(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var report = await context.Ask(cluster => cluster.History(teamId).Audit())
            ?? throw new ProblemException(Problem.NoSuchTeam(teamId));
        await Answer.Ok(context, AuditAnswer.Of(report), AnswerJson.Default.AuditAnswer);
    }
}

/// <summary>An audit as it is answered.</summary>
internal sealed record AuditAnswer(
    string TeamId,
    bool Ok,
    long Entries,
    long Version,
    CreditsAfter? Served,
    CreditsAfter? Recomputed,
    AuditDifference[] Differences)
{
    public static AuditAnswer Of(AuditReport report) => new(
        report.TeamId,
        report.Ok,
        report.Entries,
        report.Version,
        report.Served is { } served ? CreditsAfter.Of(served) : null,
        report.Recomputed is { } recomputed ? CreditsAfter.Of(recomputed) : null,
        report.Differences);
}
