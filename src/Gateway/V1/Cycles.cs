using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

internal static class CycleRoutes
{
    public static void MapCycles(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Cycles", "The times that pools were for.")
            .MapGet("/teams/{teamId}/cycles", ListAsync).WithName("listCycles");

    /// <summary>All cycles with what was used in them, newest first, the present one included</summary>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<CyclesAnswer>> ListAsync(TeamId teamId, QueryOf<PageOfMany> page, ClusterCalls cluster)
    {
        var query = new CyclesQuery(EntryCursor.Read(EntryCursor.Cycles, page.Value.Cursor), page.Value.Limit);
        return await cluster.AskAsync(grains => grains.History(teamId).GetCycles(query)) is { } cycles
            ? CyclesAnswer.Of(cycles)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>One page of cycles, newest first.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record CyclesAnswer(CycleTotalsAnswer[] Items, string? Next)
{
    public static CyclesAnswer Of(CyclesPage page) =>
        new(Array.ConvertAll(page.Items, CycleTotalsAnswer.Of), EntryCursor.Write(EntryCursor.Cycles, page.Next));
}

/// <summary>What became of a cycle.</summary>
/// <param name="End">When it ended or will; null where nothing follows by itself.</param>
/// <param name="Total">Its allowance, as it last was.</param>
/// <param name="Used">Debits less reversals, also those that came when it was over.</param>
/// <param name="Status">The team's at its end, or now.</param>
internal sealed record CycleTotalsAnswer(
    DateTimeOffset Start,
    DateTimeOffset? End,
    Credits Total,
    Credits Used,
    Credits UsedFromPool,
    Credits UsedFromExtra,
    TeamStatus Status)
{
    public static CycleTotalsAnswer Of(CycleTotals cycle) => new(
        cycle.Start, cycle.End, cycle.Total, cycle.UsedFromPool + cycle.UsedFromExtra, cycle.UsedFromPool, cycle.UsedFromExtra, cycle.Status);
}
