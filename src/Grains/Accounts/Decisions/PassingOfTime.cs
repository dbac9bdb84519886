namespace Purser.Accounts.Decisions;

/// <summary>
/// What time alone does to a team. It is asked before every decision and by the reminder at the cycle's end: one and
/// the same step, which does nothing the second time.
/// </summary>
public static class PassingOfTime
{
    /// <summary>What is due first at an instant: nothing where nothing is. Ask again when it was taken in.</summary>
    /// <param name="team">The team.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="cause">What made somebody ask: written down, and of no other effect.</param>
    /// <remarks>
    /// However many cycles were missed, the team lands in the one that contains now, with one allowance. A hold that expired in
    /// a cycle gives its credit back to that cycle, also where somebody asks only in the next.
    /// </remarks>
    public static IReadOnlyList<TeamEvent> Due(TeamAccount team, DateTimeOffset now, ResetCause cause = ResetCause.Access)
    {
        var expired = team.Holds.First is { } hold && hold.ExpiresAt <= now ? hold : null;
        return expired is not null && !team.Cycle.IsOverAt(expired.ExpiresAt)
            ? Reversing.Expire(team, expired)
            : OfTheCycle(team, now, cause) is { } due ? [due]
            : expired is not null ? Reversing.Expire(team, expired)
            : [];
    }

    private static TeamEvent? OfTheCycle(TeamAccount team, DateTimeOffset now, ResetCause cause)
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
            { Status: TeamStatus.Active or TeamStatus.PastDue, Subscription: { } ending } when ending.EndsAfter(team.Cycle) is { } last && now >= last =>
                // What was paid for may have ended before this cycle began, where Stripe tells it late.
                new TeamEvent.SpendingEnded(TeamStatus.Canceled, team.StartAfterCycle(last, now)),
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
