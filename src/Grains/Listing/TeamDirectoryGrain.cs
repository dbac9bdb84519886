using Orleans.Concurrency;
using Purser.Teams;

namespace Purser.Listing;

/// <summary>Lists and finds teams by what stands beside their ledgers.</summary>
[StatelessWorker, Reentrant]
internal sealed class TeamDirectoryGrain(TeamLists lists) : Grain, ITeamDirectory
{
    /// <inheritdoc />
    public Task<TeamPage> List(TeamsQuery query)
    {
        Arguments.Check(query);
        return lists.ListAsync(query);
    }
}
