using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>
/// What a subscription's change means: by the operator where Stripe does not manage the team, else by what Stripe says. Both
/// compare the subscription as it shall be with the one that is, so that saying the same twice changes nothing.
/// </summary>
public static class Subscribing
{
    /// <summary>Whether a subscription decides what the pool gets.</summary>
    public static bool Runs(TeamAccount team) => team.Status is TeamStatus.Active or TeamStatus.PastDue;

    /// <summary>The operator sets plan and seats: it starts, changes, or brings back what was to end.</summary>
    public static SubscribeDecision Set(TeamAccount team, SubscriptionTerms terms, Catalog catalog, DateTimeOffset now)
    {
        if (team.ClosedAt is not null)
        {
            return new SubscribeDecision.Refuse(new SubscribeOutcome.TeamIsClosed());
        }

        if (team.Stripe is { Subscription: not null })
        {
            return new SubscribeDecision.Refuse(new SubscribeOutcome.ManagedByStripe());
        }

        if (!catalog.Plans.TryGetValue(terms.Plan, out var plan))
        {
            return new SubscribeDecision.Refuse(new SubscribeOutcome.UnknownPlan(terms.Plan, [.. catalog.Plans.Keys]));
        }

        var anchor = terms.Anchor is { } given ? TeamAccount.WholeMicroseconds(given) : (DateTimeOffset?)null;
        if (!Runs(team))
        {
            var fresh = new Subscription(terms.Plan, new Credits(plan.CreditsPerSeat), terms.Seats, anchor ?? now);
            return new SubscribeDecision.Change([Start(team, fresh, fresh.CycleAt(now), now)]);
        }

        var current = team.Subscription!;
        if (anchor is not null && anchor != current.Anchor)
        {
            return new SubscribeDecision.Refuse(new SubscribeOutcome.AnchorIsFixed(current.Anchor));
        }

        var next = current with
        {
            Plan = terms.Plan, CreditsPerSeat = new Credits(plan.CreditsPerSeat), Seats = terms.Seats, EndsWithCycle = false, EndsAt = null,
        };
        return new SubscribeDecision.Change(next == current ? [] : [Change(team, next)]);
    }

    /// <summary>The operator cancels: what is paid for is used up, then nothing spends.</summary>
    public static SubscribeDecision Cancel(TeamAccount team) => team switch
    {
        { ClosedAt: not null } => new SubscribeDecision.Refuse(new SubscribeOutcome.TeamIsClosed()),
        { Stripe.Subscription: not null } => new SubscribeDecision.Refuse(new SubscribeOutcome.ManagedByStripe()),
        _ when !Runs(team) => new SubscribeDecision.Refuse(new SubscribeOutcome.NoSubscription()),
        { Subscription.EndsWithCycle: true } => new SubscribeDecision.Change([]),
        _ => new SubscribeDecision.Change([Change(team, team.Subscription! with { EndsWithCycle = true })]),
    };

    /// <summary>Becomes what Stripe says.</summary>
    /// <param name="team">The team, its time brought up to date.</param>
    /// <param name="seen">The subscription as it stands at Stripe, of a plan that the catalog has.</param>
    /// <param name="catalog">What a seat of the plan gets.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="patience">How long after the period's end the next one may go without Stripe's word.</param>
    /// <remarks>
    /// It looks at states, never at the order in which news of them came: whatever is delivered twice, late or not at all,
    /// the last look decides.
    /// </remarks>
    public static IReadOnlyList<TeamEvent> Follow(
        TeamAccount team, StripeSubscription seen, Catalog catalog, DateTimeOffset now, TimeSpan patience)
    {
        if (seen.State == StripeState.Over)
        {
            return Leave(team, seen, now);
        }

        if (team.ClosedAt is not null || (seen.State == StripeState.NotStarted && Runs(team)))
        {
            // A closed team follows nothing any more; what is paid for it is ended. And a checkout may never be paid: what is
            // paid for stays the one that the team follows.
            return [];
        }

        List<TeamEvent> happened = [];
        var link = new StripeLink(seen.Customer, seen.Id);
        if (team.Stripe != link)
        {
            happened.Add(new TeamEvent.StripeLinked(link));
        }

        if (seen.State == StripeState.NotStarted)
        {
            return happened;
        }

        var next = new Subscription(
            seen.Plan,
            new Credits(catalog.Plans[seen.Plan].CreditsPerSeat),
            seen.Seats,
            TeamAccount.WholeMicroseconds(seen.Anchor),
            seen.EndsWithPeriod,
            seen is { EndsWithPeriod: true, IsMonthly: false } ? TeamAccount.WholeMicroseconds(seen.PeriodEnd) : null);
        var period = new Cycle(TeamAccount.WholeMicroseconds(seen.PeriodStart), TeamAccount.WholeMicroseconds(seen.PeriodEnd));
        var cycle = seen.IsMonthly ? period : MonthOf(period, next, now);
        if (Runs(team))
        {
            happened.AddRange(Adjust(team, next, cycle, now));
        }
        else if (period.IsOverAt(now))
        {
            // Stripe's clock is behind ours: to the team this period, and what it granted, is over.
            return happened;
        }
        else
        {
            happened.Add(Start(team, next, cycle with { Start = Later(cycle.Start, period.Start) }, now));
        }

        var paid = new PaidPeriod(period.End!.Value, period.End.Value + patience);
        if (seen.State == StripeState.Paid && (link.Subscription != team.Stripe?.Subscription || team.Paid != paid))
        {
            happened.Add(new TeamEvent.PeriodConfirmed(paid));
        }

        // A period that ended so long ago confirms nothing any more, whatever Stripe calls the subscription.
        var isOverdue = seen.State == StripeState.Overdue || now >= paid.FreezesAt;
        if (isOverdue != (team.Status == TeamStatus.PastDue))
        {
            happened.Add(new TeamEvent.PaymentChanged(isOverdue));
        }

        return happened;
    }

    /// <summary>
    /// Plan or seats change: a larger allowance counts at once, a smaller one from renewal. Compared with the highest
    /// allowance held in this cycle, so that up, down, up never yields more than that.
    /// </summary>
    public static TeamEvent.SubscriptionChanged Change(TeamAccount team, Subscription subscription)
    {
        var highest = Credits.Max(team.Total, subscription.Allowance);
        return new TeamEvent.SubscriptionChanged(subscription, highest - team.Total);
    }

    private static TeamEvent.SubscriptionStarted Start(TeamAccount team, Subscription subscription, Cycle period, DateTimeOffset now) =>
        new(subscription, Begun(team, period, now));

    /// <summary>Stripe's clock may be ahead of ours, and a period may have begun before the cycle that it follows.</summary>
    private static Cycle Begun(TeamAccount team, Cycle period, DateTimeOffset now) =>
        period with { Start = team.StartAfterCycle(period.Start < now ? period.Start : now, now) };

    /// <summary>
    /// The month that now lies in, of a period of another length: the first where Stripe's clock is ahead of ours, the last where it is
    /// behind. A period that is shorter does not end the month: the next one's payment goes on with it.
    /// </summary>
    private static Cycle MonthOf(Cycle period, Subscription subscription, DateTimeOffset now)
    {
        var last = period.End!.Value.AddMicroseconds(-1);
        return subscription.CycleAt(Later(period.Start, now < last ? now : last));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static IEnumerable<TeamEvent> Adjust(TeamAccount team, Subscription next, Cycle period, DateTimeOffset now)
    {
        var current = team.Subscription!;
        // A later start is a new period only where the team's cycle is over, or Stripe counts from a new anchor; else it is
        // the period that the team went into by itself, whose start Stripe puts a little later.
        // A new anchor is seen once, so it is not waited for where Stripe's clock is ahead of ours.
        var isNew = period.Start > team.Cycle.Start && period.End > now
            && (next.Anchor != current.Anchor || (team.Cycle.IsOverAt(period.Start) && period.Start <= now));
        if (next != current)
        {
            yield return isNew ? new TeamEvent.SubscriptionChanged(next, Credits.Zero) : Change(team, next);
        }

        if (isNew)
        {
            yield return new TeamEvent.CycleStarted(Begun(team, period, now), next.Allowance, ResetCause.Stripe);
        }
        else if (period.End != team.Cycle.End && period.End > now && period.Start <= now)
        {
            yield return new TeamEvent.CycleEndMoved(period.End!.Value);
        }
    }

    private static IReadOnlyList<TeamEvent> Leave(TeamAccount team, StripeSubscription seen, DateTimeOffset now)
    {
        if (team.Stripe is not { } link || link.Subscription != seen.Id)
        {
            // It is not, or no longer, the one that the team follows.
            return [];
        }

        var unlinked = new TeamEvent.StripeLinked(link with { Subscription = null });
        return Runs(team)
            ? [new TeamEvent.SpendingEnded(TeamStatus.Canceled, team.StartAfterCycle(now, now)), unlinked]
            : [unlinked];
    }
}

/// <summary>What was decided on a change of a subscription.</summary>
public abstract record SubscribeDecision
{
    private SubscribeDecision()
    {
    }

    /// <summary>It becomes so; no events when it is so already.</summary>
    public sealed record Change(IReadOnlyList<TeamEvent> Events) : SubscribeDecision;

    /// <summary>Nothing changes.</summary>
    public sealed record Refuse(SubscribeOutcome Outcome) : SubscribeDecision;
}
