using Orleans.Concurrency;

namespace Purser.AutoBid;

/// <summary>Reads from the table which of a team's members bid.</summary>
[StatelessWorker, Reentrant]
internal sealed class TeamAutoBidGrain(AutoBidStore store, TimeProvider clock) : Grain, ITeamAutoBid
{
    /// <inheritdoc />
    public Task<string[]> GetBidders(int days)
    {
        AutoBidArguments.Days(days);
        return store.BiddersAsync(this.GetPrimaryKeyString(), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-days));
    }
}
