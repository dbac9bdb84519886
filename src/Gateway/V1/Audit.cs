using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

internal static class AuditRoutes
{
    public static void MapAudit(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Audit", "The ledger, recomputed.")
            .MapGet("/teams/{teamId}/audit", AuditAsync).WithName("audit").ReadsMuch();

    /// <summary>Recompute the team from its entries and compare with what is served</summary>
    /// <response code="200">Both sides, and where they differ.</response>
    internal static async Task<Answer<AuditAnswer>> AuditAsync(TeamId teamId, ClusterCalls cluster) =>
        await cluster.AskAsync(grains => grains.History(teamId).Audit()) is { } report
            ? AuditAnswer.Of(report)
            : Problem.NoSuchTeam(teamId);
}

/// <summary>A team recomputed from its entries alone, against what is served.</summary>
/// <param name="Entries">How many were read.</param>
/// <param name="Served">Null when the entries are too damaged to serve the team at all.</param>
/// <param name="Recomputed">Null when the entries do not add up to a team.</param>
/// <param name="Differences">The first hundred.</param>
internal sealed record AuditAnswer(
    [OwnId] TeamId TeamId,
    bool Ok,
    [AtLeast(0)] long Entries,
    [AtLeast(0)] long Version,
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
