using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Past;

internal static class HistoryRoutes
{
    public static void MapHistory(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("History", "The time before a team came here.")
            .MapPost("/teams/{teamId}/history", ImportAsync).WithName("importHistory").ForOperators().MayConflict()
            .Refuses(StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType)
            .AddOpenApiOperationTransformer(HistoryDescription.DescribeAsync);

    /// <summary>Bring a team's past along</summary>
    /// <remarks>
    /// Debits of before, each with its own time, in order: to a team that has none of its own yet. A line with a problem is
    /// reported and not imported. The same file again imports nothing twice and goes on where it broke off. Until it is done, debits
    /// of the team's own are answered 429.
    /// </remarks>
    /// <response code="200">What became of its lines, durably.</response>
    internal static async Task<Answer<HistoryAnswer>> ImportAsync(TeamId teamId, QueryOf<HistoryQuery> query, HttpContext context, ClusterCalls cluster) =>
        await new PastImport(cluster, teamId, query.Value.DryRun ?? false).RunAsync(PastLines.Of(context));
}

/// <summary>How it is imported.</summary>
/// <param name="DryRun">Nothing is imported; the answer says what would come of it. Up to a million lines.</param>
internal sealed record HistoryQuery(bool? DryRun = null);

/// <summary>What became of a past.</summary>
/// <param name="Imported">Lines that are entries now.</param>
/// <param name="Skipped">Lines that were entries already.</param>
/// <param name="Refused">Lines with a problem.</param>
/// <param name="Problems">Of those, the first thousand.</param>
/// <param name="DryRun">Whether it was only tried.</param>
internal sealed record HistoryAnswer(
    [AtLeast(0)] long Imported, [AtLeast(0)] long Skipped, [AtLeast(0)] long Refused, LineProblem[] Problems, bool DryRun);

/// <summary>Why a line was not imported.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
internal sealed record LineProblem([AtLeast(1)] long Line, string Detail);
