namespace Purser.Local;

/// <summary>The demo team's life on a cluster: it is told its month, lets Auto Bid run, and buys a pack where nobody has to pay for it.</summary>
internal static class DemoLife
{
    /// <summary>Unless the team exists already: then it stays as its visitors left it.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="teamId">The team's id.</param>
    /// <param name="alerts">Where its alerts are posted to; null: nowhere.</param>
    /// <param name="proposals">The file that Auto Bid's proposals are added to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A link to the team's page, for its owner; good for one use within an hour.</returns>
    public static async Task<string> LiveAsync(LocalCluster cluster, string teamId, Uri? alerts, string proposals, CancellationToken cancellation)
    {
        await using var team = new DemoTeam(cluster.Gateways[0].Url, cluster.OperatorKey, teamId);
        if (await team.LiveAsync(cluster.Clock.GetUtcNow(), alerts, cancellation))
        {
            await DemoAutoBid.RunAsync(cluster, teamId, proposals, cancellation);
            cluster.Stripe?.PayCheckout(await team.OrderPackAsync(cancellation));
        }

        return await team.LinkAsync(cancellation);
    }
}
