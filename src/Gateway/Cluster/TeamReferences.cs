using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>
/// References to teams' grains. <c>GetGrain&lt;ITeamGrain&gt;(teamId)</c> reads the interface's attributes anew at every call,
/// which was a tenth of what a debit cost the gateway; the grain's type is the same for every team and is asked for once.
/// </summary>
internal sealed class TeamReferences
{
    private readonly IGrainFactory grains;
    private readonly GrainType type;
    private readonly GrainInterfaceType contract;

    public TeamReferences(IGrainFactory grains)
    {
        var any = (GrainReference)grains.GetGrain<ITeamGrain>("any");
        this.grains = grains;
        type = any.GrainId.Type;
        contract = any.InterfaceType;
    }

    public ITeamGrain Find(TeamId teamId) =>
        (ITeamGrain)grains.GetGrain(GrainId.Create(type, teamId.Value), contract);
}
