namespace Purser.Peers.Nothing;

/// <summary>Parses the request, writes an answer, keeps nothing: the ceiling of this machine with this load.</summary>
internal sealed class NoBooks(TimeProvider clock) : IBooks
{
    public Task OpenAsync(string teamId, long allowance) => Task.CompletedTask;

    public Task<Outcome> DebitAsync(string teamId, string key, DebitRequest request) =>
        Task.FromResult<Outcome>(new Outcome.Debited(new Posting(1, "pool", 1, 0, 2, clock.GetUtcNow())));
}
