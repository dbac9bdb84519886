namespace Purser.Peers.Plain;

internal sealed class PlainBooks(IClusterClient cluster) : IBooks
{
    public Task OpenAsync(string teamId, long allowance) => cluster.GetGrain<IPlainTeam>(teamId).OpenAsync(allowance);

    public Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request) =>
        cluster.GetGrain<IPlainTeam>(teamId).DebitAsync(key, request);
}
