namespace Purser.Teams;

/// <summary>What those who read a team's table beside its grain ask for first; implemented by the team's own grain.</summary>
[Alias("purser.ITeamTime")]
internal interface ITeamTime : IGrainWithStringKey
{
    /// <summary>Makes durable whatever time has done to the team until now; nothing where there is no such team.</summary>
    [Alias("LetPass")]
    Task LetPass();
}
