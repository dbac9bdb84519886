using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>
/// Where a silo thinks about the past: off the grains' turns, and few at a time, so that debits always find a processor. Those
/// who come meanwhile wait.
/// </summary>
internal sealed class InsightTurns : IDisposable
{
    /// <summary>1: of two processors the other is the debits'.</summary>
    private const int AtOnce = 1;

    /// <summary>Less than a caller waits for its answer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim places = new(AtOnce);

    /// <exception cref="LedgerUnavailableException">Too many wait already.</exception>
    public async Task<T> TakeAsync<T>(Func<Task<T>> think)
    {
        if (!await places.WaitAsync(LongestWait))
        {
            throw new LedgerUnavailableException("Others ask for insights too; try again in a few seconds.");
        }

        try
        {
            return await Task.Run(think);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();
}
