
namespace Purser.Accounts.Decisions;

/// <summary>
/// What time alone does to a team. It is asked before every decision and by the reminder at the cycle's end: one and
/// the same step, which does nothing the second time.
/// </summary>
public static class PassingOfTime
{
    /// <summary>The event that is due at an instant; null when none is.</summary>
    /// <remarks>However many cycles were missed, the team lands in the one that contains now, with one allowance.</remarks>
    public static TeamEvent? Due(TeamAccount team, DateTimeOffset now)
    {
        if (!team.Cycle.IsOverAt(now))
        {
            return null;
        }

        return team switch
        {
            { Status: TeamStatus.Trialing, Trial: { } trial } when now >= trial.EndsAt =>
                new TeamEvent.SpendingEnded(TeamStatus.TrialEnded, trial.EndsAt),
            { Status: TeamStatus.Trialing, Trial: { } trial } =>
                new TeamEvent.CycleStarted(trial.WindowAt(now), trial.DailyAllowance),
            { Status: TeamStatus.Active, Subscription.EndsWithCycle: true, Cycle.End: { } end } =>
                new TeamEvent.SpendingEnded(TeamStatus.Canceled, end),
            { Status: TeamStatus.Active, Subscription: { } subscription } =>
                new TeamEvent.CycleStarted(subscription.CycleAt(now), subscription.Allowance),
            // Past due: the pool is frozen as it is until the invoice is paid.
            _ => null,
        };
    }
}
