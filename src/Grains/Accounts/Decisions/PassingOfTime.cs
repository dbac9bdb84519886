namespace Purser.Accounts.Decisions;

/// <summary>
/// What time alone does to a team. It is asked before every decision and by the reminder at the cycle's end: one and
/// the same step, which does nothing the second time.
/// </summary>
public static class PassingOfTime
{
    /// <summary>The event that is due at an instant; null when none is.</summary>
    /// <param name="team">The team.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="cause">What made somebody ask: written down, and of no other effect.</param>
    /// <remarks>However many cycles were missed, the team lands in the one that contains now, with one allowance.</remarks>
    public static TeamEvent? Due(TeamAccount team, DateTimeOffset now, ResetCause cause = ResetCause.Access)
    {
        var next = NextCycle(team, now, cause);
        return next is TeamEvent.SpendingEnded || team is not { Status: TeamStatus.Active, Stripe.Subscription: not null }
            ? next
            : Unconfirmed(team, now) ?? next;
    }

    /// <summary>A team that Stripe manages and was not heard of for too long is not given its allowance for ever.</summary>
    private static TeamEvent? Unconfirmed(TeamAccount team, DateTimeOffset now) => team switch
    {
        // From before confirmations were written down: the period that ran then is taken for paid.
        { Paid: null, Cycle.End: { } end } when now >= end =>
            new TeamEvent.PeriodConfirmed(new PaidPeriod(end, end + PaidPeriod.DefaultPatience)),
        { Paid: { } paid } when now >= paid.FreezesAt => new TeamEvent.PaymentChanged(Overdue: true, Unconfirmed: true),
        _ => null,
    };

    private static TeamEvent? NextCycle(TeamAccount team, DateTimeOffset now, ResetCause cause)
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
                new TeamEvent.CycleStarted(trial.WindowAt(now), trial.DailyAllowance, cause),
            { Status: TeamStatus.Active or TeamStatus.PastDue, Subscription.EndsWithCycle: true, Cycle.End: { } end } =>
                new TeamEvent.SpendingEnded(TeamStatus.Canceled, end),
            { Status: TeamStatus.Active, Subscription: { } subscription, Cycle.End: { } end } =>
                new TeamEvent.CycleStarted(Follows(subscription.CycleAt(now), end), subscription.Allowance, cause),
            // Past due: the pool is frozen as it is until the invoice is paid.
            _ => null,
        };
    }

    /// <summary>Cycles do not overlap, also where Stripe moved the last one's end.</summary>
    private static Cycle Follows(Cycle cycle, DateTimeOffset lastEnd) =>
        cycle.Start < lastEnd ? cycle with { Start = lastEnd } : cycle;
}
