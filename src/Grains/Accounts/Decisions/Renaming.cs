using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>What a team is called, and whose days it counts in.</summary>
public static class Renaming
{
    /// <summary>What the change means; nothing where it is so already.</summary>
    public static IReadOnlyList<TeamEvent> Decide(TeamAccount team, TeamChange change)
    {
        List<TeamEvent> happened = [];
        if (change.Name is { } name && name != team.Name)
        {
            happened.Add(new TeamEvent.TeamRenamed(name));
        }

        if (change.TimeZone is { } zone && zone != team.TimeZone)
        {
            happened.Add(new TeamEvent.TimeZoneChanged(zone));
        }

        return happened;
    }
}
