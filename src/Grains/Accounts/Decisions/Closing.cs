namespace Purser.Accounts.Decisions;

/// <summary>A team is closed, once and for good: nothing spends any more, and nothing is bought for it.</summary>
public static class Closing
{
    /// <summary>What closing the team means; nothing where it is closed.</summary>
    public static IReadOnlyList<TeamEvent> Decide(TeamAccount team, DateTimeOffset now)
    {
        if (team.ClosedAt is not null)
        {
            return [];
        }

        List<TeamEvent> happened = [];
        if (team.Status != TeamStatus.Canceled)
        {
            happened.Add(new TeamEvent.SpendingEnded(TeamStatus.Canceled, team.StartAfterCycle(now, now)));
        }

        if (team.AutoTopUp is not null)
        {
            happened.Add(new TeamEvent.AutoTopUpSet(Terms: null, Stopped: "The team was closed."));
        }

        happened.Add(new TeamEvent.TeamClosed());
        return happened;
    }
}
