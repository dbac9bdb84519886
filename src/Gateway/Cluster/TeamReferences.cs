using Purser.Teams;

namespace Purser.Gateway.Cluster;

/// <summary>
/// References to teams' grains. <c>GetGrain&lt;ITeamGrain&gt;(teamId)</c> reads the interface's attributes anew at every call,
/// which was a tenth of what a debit cost the gateway; the grain's type is the same for every team and is asked for once.
/// </summary>
internal sealed class TeamReferences
{
    private readonly IGrainFactory _grains;
    private readonly GrainType _type;
    private readonly GrainInterfaceType _interface;

    public TeamReferences(IGrainFactory grains)
    {
        var any = (GrainReference)grains.GetGrain<ITeamGrain>("any");
        _grains = grains;
        _type = any.GrainId.Type;
        _interface = any.InterfaceType;
    }

    public ITeamGrain Find(TeamId teamId) =>
        (ITeamGrain)_grains.GetGrain(GrainId.Create(_type, teamId.Value), _interface);
}
