namespace Purser.StripeStandIn;

/// <summary>What time does by itself. Read off the objects each time: there is no second truth to keep in step.</summary>
internal sealed class Timetable(SimulatedAccount account, Subscriptions subscriptions, Invoices invoices, Checkout checkout)
{
    private static readonly TimeSpan TrialWarning = TimeSpan.FromDays(3);

    /// <summary>When the next thing happens; null if nothing is to come.</summary>
    public DateTimeOffset? Next => Earliest()?.At;

    /// <summary>
    /// Lets everything happen that is due, each as of its own time and in that order: a clock that jumped over three
    /// renewals has three renewals.
    /// </summary>
    public bool CatchUp()
    {
        var happened = false;
        while (Earliest() is { } step && step.At <= account.Clock)
        {
            account.At(step.At, step.Act);
            happened = true;
        }

        return happened;
    }

    private Due? Earliest() => OfSubscriptions().Concat(OfInvoices()).Concat(OfSessions()).MinBy(step => step.At);

    private IEnumerable<Due> OfSubscriptions()
    {
        foreach (var subscription in account.Store.All(Subscriptions.Kind))
        {
            switch (subscription.Text("status"))
            {
                case "trialing" when !Subscriptions.WasWarned(subscription):
                    yield return new(
                        Later(subscription.Instant("trial_end")!.Value - TrialWarning, subscription.Instant("created")!.Value),
                        () => subscriptions.WarnOfTrialEnd(subscription));
                    break;
                case "trialing" or "active" or "past_due":
                    yield return new(Subscriptions.PeriodOf(subscription).End, () => subscriptions.Renew(subscription));
                    break;
                case "incomplete":
                    yield return new(
                        Subscriptions.ExpiresAt(subscription), () => subscriptions.ExpireIncomplete(subscription));
                    break;
            }
        }
    }

    private IEnumerable<Due> OfInvoices() =>
        from invoice in account.Store.All(Invoices.Kind)
        where invoice.Text("status") is Invoices.Draft or Invoices.Open && invoice.Flag("auto_advance")
        let at = invoice.Instant("next_payment_attempt")
        where at is not null
        select new Due(at.Value, () => invoices.Pay(invoice));

    private IEnumerable<Due> OfSessions() =>
        from session in account.Store.All(Checkout.Kind)
        where session.Text("status") == Checkout.Open
        select new Due(session.Instant("expires_at")!.Value, () => checkout.Expire(session.Id()));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Due(DateTimeOffset At, Action Act);
}
