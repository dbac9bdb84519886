using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>Reads from the table which of a team's members bid.</summary>
[StatelessWorker, Reentrant]
internal sealed class TeamAutoBidGrain([FromKeyedServices(AutoBidReads.Insights)] AutoBidReads reads, TimeProvider clock) : Grain, ITeamAutoBid
{
    /// <inheritdoc />
    public async Task<bool> Exists() => await GrainFactory.GetGrain<ITeamGrain>(this.GetTeamId()).GetCredits() is not null;

    /// <inheritdoc />
    public Task<MemberId[]> GetBidders(int days)
    {
        AutoBidArguments.Days(days);
        return reads.BiddersAsync(this.GetTeamId(), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-days));
    }

    /// <inheritdoc />
    public Task<MemberId[]> GetSwitchedOn() => reads.SwitchedOnAsync(this.GetTeamId());
}
