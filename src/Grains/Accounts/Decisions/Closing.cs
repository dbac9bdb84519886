using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>A team is closed, once and for good: nothing spends any more, and nothing is bought for it.</summary>
public static class Closing
{
    /// <summary>What closing the team, and forgetting its people, means.</summary>
    /// <param name="team">The team.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="forgetsPeople">Whether there are names to be forgotten.</param>
    public static IReadOnlyList<TeamEvent> Decide(TeamAccount team, DateTimeOffset now, bool forgetsPeople = false) =>
        forgetsPeople ? [.. Close(team, now), new TeamEvent.PeopleForgotten(MemberId: null)] : Close(team, now);

    private static List<TeamEvent> Close(TeamAccount team, DateTimeOffset now)
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
            happened.Add(new TeamEvent.AutoTopUpSet(Terms: null, Stopped: AutoTopUpReasons.TeamClosed));
        }

        happened.Add(new TeamEvent.TeamClosed());
        return happened;
    }
}
