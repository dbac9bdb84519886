using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Purser.Ledger;

namespace Purser.Billing;

/// <summary>
/// Writes Stripe's events down and passes them on to the team they are about. An event is a reason to ask Stripe how things
/// stand, so it may come twice, late, in any order, or under several ids.
/// </summary>
[StatelessWorker, Reentrant]
internal sealed partial class StripeInbox(BillingStore store, StripeAccount stripe, DatabaseGuard guard, ILogger<StripeInbox> log) : Grain, IStripeInbox
{
    private static readonly TimeSpan PatienceForTeams = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public async Task<InboxOutcome> Receive(StripeNotice notice)
    {
        if (await store.ReceiveAsync(notice))
        {
            return InboxOutcome.Before;
        }

        var (team, outcome) = await DealWithAsync(notice);
        await store.SettleAsync(notice.EventId, team, outcome);
        if (outcome == InboxOutcome.OfNobody)
        {
            LogOfNobody(notice.EventId, notice.Type, notice.ObjectId);
        }

        return outcome;
    }

    private async Task<(TeamId? Team, InboxOutcome Outcome)> DealWithAsync(StripeNotice notice)
    {
        if (EffectOf(notice) is not { } effect)
        {
            return (notice.Team, InboxOutcome.WithoutEffect);
        }

        if (!stripe.IsConfigured)
        {
            throw new StripeAwayException("Stripe's events come in, but no silo has Stripe:ApiKey to ask Stripe with.");
        }

        await stripe.Rate.EnterAsync(StripeCaller.Event);
        if ((notice.Team ?? await TeamOfAsync(notice)) is not { } team)
        {
            return (null, InboxOutcome.OfNobody);
        }

        if (notice.Team is not null && await IsStillToOpenAsync(team, notice))
        {
            throw new StripeAwayException($"Stripe's event {notice.EventId} names the team {team}, which is not open yet.");
        }

        var isOurs = await effect(GrainFactory.GetGrain<IBillingEvents>(team));
        return (team, isOurs ? InboxOutcome.Done : InboxOutcome.OfNobody);
    }

    /// <summary>A product may make the subscription first and open the team then; a day later nobody will.</summary>
    private async Task<bool> IsStillToOpenAsync(TeamId team, StripeNotice notice) =>
        guard.Now() - notice.CreatedAt < PatienceForTeams
        && await GrainFactory.GetGrain<ITeamBilling>(team).GetBilling() is null;

    /// <summary>What the event asks of its team's billing; null when nothing.</summary>
    private static Func<IBillingEvents, Task<bool>>? EffectOf(StripeNotice notice) => notice.Type switch
    {
        "checkout.session.completed" or "checkout.session.async_payment_succeeded" or "checkout.session.expired" =>
            billing => billing.SettleSession(notice.ObjectId, hasFailed: false, notice.CreatedAt),
        "checkout.session.async_payment_failed" => billing => billing.SettleSession(notice.ObjectId, hasFailed: true, notice.CreatedAt),
        "invoice.paid" or "invoice.payment_failed" or "invoice.voided"
            or "customer.subscription.created" or "customer.subscription.updated" or "customer.subscription.deleted"
            or "customer.subscription.paused" or "customer.subscription.resumed" or "customer.subscription.trial_will_end"
            when notice.Customer is { } customer => billing => billing.SettleSubscription(customer),
        "charge.refunded" or "refund.created" or "refund.updated" or "refund.failed"
            or "charge.dispute.created" or "charge.dispute.updated" or "charge.dispute.funds_withdrawn"
            or "charge.dispute.funds_reinstated" or "charge.dispute.closed"
            when notice.Charge is { } charge => billing => billing.SettleCharge(charge),
        "customer.deleted" => billing => billing.SettleCustomer(notice.ObjectId),
        // A payment of a Checkout Session or of an invoice has events of its own.
        "payment_intent.succeeded" or "payment_intent.payment_failed" or "payment_intent.canceled" when notice.Attempt is not null =>
            billing => billing.SettleAutoTopUp(notice.ObjectId),
        _ => null,
    };

    private async Task<TeamId?> TeamOfAsync(StripeNotice notice)
    {
        var customer = notice.Customer;
        if (customer is null && notice.Charge is not null)
        {
            // A dispute names neither team nor customer; its charge does.
            var charge = (await stripe.ChargeAsync(notice.Charge)).OrMissing() ?? throw BillingGrain.NoSuch(notice.Charge);
            if (charge.Metadata?.GetValueOrDefault(StripeNames.Team) is { } named)
            {
                return TeamId.TryParse(named, out var team) ? team : null;
            }

            customer = charge.CustomerId;
        }

        return customer is null ? null : await store.TeamOfAsync(customer);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stripe's event {EventId} ({Type}, {ObjectId}) is about no team of ours.")]
    private partial void LogOfNobody(string eventId, string type, string objectId);
}
