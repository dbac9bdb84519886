using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.Events;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.V1;

internal static class EventRoutes
{
    public static void MapEvents(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Events", "What happens to a team, as it happens.")
            .MapGet("/teams/{teamId}/events", FollowAsync).WithName("followTeam");

    /// <summary>Follow a team: server-sent events</summary>
    /// <remarks>
    /// `entry` is an entry of the ledger as `GET …/ledger` lists it; each comes once, in order, as soon as it is durable. `credits` is
    /// the credits document as of all entries before it; it comes first, and after the entries of each change. Both have the ledger's
    /// sequence number as their id, so `Last-Event-ID` or `after` goes on without a gap or a repeat, through whichever gateway. When
    /// nothing happens a comment comes every 15 seconds. An id beyond the ledger's end is refused: the ledger is not what it was.
    /// </remarks>
    /// <response code="200">It goes on until the caller leaves, the key is revoked or the gateway stops.</response>
    internal static async Task<EventStream> FollowAsync(
        TeamId teamId, QueryOf<FollowFrom> query, LastEventId? lastEvent, ClusterCalls cluster, TeamFeeds feeds, Callers callers, HttpContext context)
    {
        // A browser that reconnects repeats the address; where it had come to is in the header.
        var after = lastEvent?.Value ?? query.Value.After;
        // One who was told of an entry comes to a silo that knows it: who lags has to look at the table first.
        if (await cluster.AskAsync(grains => grains.Team(teamId).GetCreditsAfter((after ?? 0) - 1, TeamFeeds.Patience)) is not { } credits)
        {
            return Problem.NoSuchTeam(teamId);
        }

        return credits.Version >= after || after is null
            ? new EventStream(feeds, credits, after ?? credits.Version, async () => await callers.FindAsync(context.Request.Headers.Authorization) is not null)
            : lastEvent is not null ? Problem.InvalidHeader(LastEventId.Header, NotYet(credits.Version)) : Problem.InvalidParameter("after", NotYet(credits.Version));
    }

    private static string NotYet(long last) =>
        $"The team's ledger ends at entry {last}; without an id a stream begins with how the team stands now.";
}

/// <summary>Where to go on.</summary>
/// <param name="After">The id of the last event known; `0` for all there ever was. The header `Last-Event-ID` wins over it.</param>
internal sealed record FollowFrom([Between(0, long.MaxValue)] long? After = null);
