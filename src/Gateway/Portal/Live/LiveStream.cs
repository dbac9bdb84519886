using Purser.Gateway.Events;

namespace Purser.Gateway.Portal.Live;

/// <summary>How the team stands, for those who have the page open: the API's stream without its entries, of which the page loads those it shows.</summary>
internal static class LiveStream
{
    /// <remarks>
    /// What a page knows it was told by the page itself, so a stream begins with how the team stands, and an id that the ledger does
    /// not have (it was put back to an earlier state) begins anew instead of being refused.
    /// </remarks>
    public static async Task<IResult> FollowAsync(Visit visit)
    {
        var feeds = visit.Context.RequestServices.GetRequiredService<TeamFeeds>();
        var credits = await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).GetCreditsAfter(-1, TeamFeeds.Patience))
            ?? throw new InvalidOperationException($"Team {visit.TeamId} is gone.");
        return new EventStream(feeds, credits, credits.Version, visit.IsWelcomeAsync, hasEntries: false);
    }
}
