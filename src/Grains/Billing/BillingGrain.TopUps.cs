using System.Globalization;
using Purser.Teams;
using Stripe;
using Stripe.Checkout;

namespace Purser.Billing;

internal sealed partial class BillingGrain
{
    /// <inheritdoc />
    /// <remarks>Anybody may ask for any id here.</remarks>
    public Task<CheckoutStanding?> Settle(string sessionId) => SettleAsync(sessionId, guard.Now());

    /// <inheritdoc />
    public async Task<bool> SettleSession(string sessionId, bool hasFailed, DateTimeOffset at) =>
        stripe.IsConfigured
        && await SettleAsync((await stripe.SessionAsync(sessionId)).OrMissing() ?? throw NoSuch(sessionId), at, hasFailed) is not null;

    /// <inheritdoc />
    public async Task<bool> SettleCharge(string chargeId)
    {
        if (!stripe.IsConfigured || await Team.GetBilling() is not { } standing)
        {
            return false;
        }

        return await SettleAsync((await stripe.ChargeAsync(chargeId)).OrMissing() ?? throw NoSuch(chargeId), standing);
    }

    private async Task<CheckoutStanding?> SettleAsync(string sessionId, DateTimeOffset? paidBy = null) =>
        stripe.IsConfigured && (await stripe.SessionAsync(sessionId)).OrMissing() is { } session ? await SettleAsync(session, paidBy) : null;

    /// <summary>Takes over what a Checkout Session has come to; null when it is none of this team's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="paidBy">When it was paid, if it is paid: what was opened after that is another wish. Null where nobody knows.</param>
    /// <param name="hasFailed">Whether its payment failed.</param>
    private async Task<CheckoutStanding?> SettleAsync(Session session, DateTimeOffset? paidBy, bool hasFailed = false)
    {
        if ((session.Metadata?.GetValueOrDefault(StripeNames.Team) ?? session.ClientReferenceId) != TeamId.Value
            || await Team.GetBilling() is not { } standing)
        {
            return null;
        }

        if (session.CustomerId is { } customer)
        {
            await store.LinkAsync(customer, TeamId);
            await Team.Link(customer);
        }

        var status = StatusOf(session, hasFailed);
        if (session.Mode == "subscription")
        {
            var followed = session.CustomerId is null ? null : await FollowAsync(session.CustomerId, standing);
            // Other events may have told of the subscription first. While it is followed nobody is to pay for a second one.
            if (status == TopUpStatus.Paid && followed is ReconcileOutcome.Reconciled live && live.Subscription == session.SubscriptionId)
            {
                await ExpireOthersAsync(session, openedBefore: DateTimeOffset.MaxValue);
            }

            return new CheckoutStanding(status, Pack: null, (followed as ReconcileOutcome.Reconciled)?.Credits ?? standing.Credits);
        }

        if (Pack(session.Metadata) is not var (pack, credits))
        {
            return null;
        }

        var topUp = Describe(session, pack, credits, status);
        await store.PutAsync(TeamId, topUp, session.PaymentIntentId);
        if (status != TopUpStatus.Paid)
        {
            return new CheckoutStanding(status, pack, standing.Credits);
        }

        var now = await Team.Buy(new PackPurchase(session.Id, pack, topUp.Credits, topUp.Amount, topUp.Currency));
        if (!standing.Purchases.Contains(session.Id, StringComparer.Ordinal))
        {
            await ExpireOthersAsync(session, openedBefore: paidBy ?? Utc(session.Created));
        }

        return new CheckoutStanding(status, pack, now!);
    }

    /// <summary>Takes over the refunds and disputes of all the customer's charges.</summary>
    private async Task SettleChargesAsync(string customer, BillingStanding standing)
    {
        foreach (var charge in (await stripe.ChargesAsync(customer)).OrAway())
        {
            // Of a refund that failed the charge says nothing any more; of a dispute that was won it does.
            if (charge.AmountRefunded > 0 || charge.Disputed || standing.RefundedCharges.Contains(charge.Id, StringComparer.Ordinal))
            {
                await SettleAsync(charge, standing);
            }
        }
    }

    /// <summary>Takes over the refunds and disputes of a charge; false when it was for no purchase of this team.</summary>
    private async Task<bool> SettleAsync(Charge charge, BillingStanding standing)
    {
        if (charge.PaymentIntentId is not { } payment || await PurchaseOfAsync(payment, standing) is not { } purchase)
        {
            // A charge for something else, such as the plan itself.
            return false;
        }

        var refunds = (await stripe.RefundsAsync(charge.Id)).OrAway();
        var disputes = (await stripe.DisputesAsync(charge.Id)).OrAway();
        MoneyClaim[] claims =
        [
            new(charge.Id, IsDispute: false, refunds.Where(Stands).Sum(refund => refund.Amount)),
            .. disputes.Select(dispute => new MoneyClaim(dispute.Id, IsDispute: true, IsWithdrawn(dispute) ? dispute.Amount : 0, dispute.Currency)),
        ];
        return await Team.Claim(purchase, claims) is not null;
    }

    /// <summary>The credited purchase that a payment was for; null when it was for none.</summary>
    private async Task<string?> PurchaseOfAsync(string payment, BillingStanding standing)
    {
        if (standing.Purchases.Contains(payment, StringComparer.Ordinal))
        {
            return payment;
        }

        // The refund was heard of before the purchase: that comes first.
        var intent = (await stripe.PaymentAsync(payment)).OrAway();
        if (await TakeAsync(intent) is { } automatic)
        {
            return automatic == TopUpStatus.Paid ? payment : null;
        }

        var session = await store.TopUpOfAsync(TeamId, payment)
            ?? (await stripe.SessionsOfPaymentAsync(payment)).OrAway().Data.FirstOrDefault()?.Id;
        return session is null
            || standing.Purchases.Contains(session, StringComparer.Ordinal)
            || await SettleAsync(session) is { Status: TopUpStatus.Paid }
                ? session
                : null;
    }

    private static TopUpStatus StatusOf(Session session, bool hasFailed) => session switch
    {
        { PaymentStatus: "paid" or "no_payment_required" } when session.Status == "complete" => TopUpStatus.Paid,
        { Status: "complete" } => hasFailed ? TopUpStatus.Failed : TopUpStatus.Pending,
        { Status: "expired" } => TopUpStatus.Expired,
        _ => TopUpStatus.Open,
    };

    private static (string Pack, long Credits)? Pack(Dictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(StripeNames.Pack) is { } pack
        && long.TryParse(metadata.GetValueOrDefault(StripeNames.Credits), NumberStyles.None, CultureInfo.InvariantCulture, out var credits)
        && credits is >= 1 and <= Limits.CreditsAtOnce
            ? (pack, credits)
            : null;

    /// <summary>A refund that failed or was called off has given nothing back.</summary>
    private static bool Stands(Refund refund) => refund.Status is not ("failed" or "canceled");

    /// <summary>Stripe takes the money when a dispute is opened and keeps it unless it is won; an inquiry takes none.</summary>
    private static bool IsWithdrawn(Dispute dispute) => dispute.Status is not ("won" or "prevented")
        && !dispute.Status.StartsWith("warning_", StringComparison.Ordinal);

    /// <summary>The object that one of Stripe's own events is about is not there.</summary>
    /// <remarks>Stripe deletes none of these: we ask another account, or in another mode, than the event came from.</remarks>
    internal static StripeAwayException NoSuch(string id) =>
        new($"Stripe sent an event about {id} and has no such object: is Stripe:ApiKey of the account and mode that the webhook is of?");

    private static string Shortened(string text) => text.Length <= Limits.ReasonLength ? text : text[..Limits.ReasonLength];
}
