using Orleans.Concurrency;
using Purser.Teams;

namespace Purser.Billing;

/// <summary>
/// One team's dealings with Stripe; the grain's key is the team's id. It asks Stripe how things stand and hands that to the
/// team's own grain, one question at a time: whatever happened in between, the last answer decides.
/// </summary>
/// <remarks>
/// Every call may throw <see cref="StripeAwayException"/>: Stripe did not answer, and asking again is safe. Where no Stripe is
/// configured, calls that need it answer <c>NotConfigured</c>.
/// </remarks>
[Alias("purser.IBillingGrain")]
public interface IBillingGrain : IGrainWithStringKey
{
    /// <summary>Opens a Checkout Session in which a pack can be bought.</summary>
    [Alias("TopUp"), ResponseTimeout("00:01:00")]
    Task<CheckoutOutcome> TopUp(TopUpOrder order);

    /// <summary>Opens a Checkout Session in which a plan can be subscribed to.</summary>
    [Alias("Subscribe"), ResponseTimeout("00:01:00")]
    Task<CheckoutOutcome> Subscribe(SubscriptionOrder order);

    /// <summary>Opens Stripe's customer portal, where plan, seats, card and cancellation are changed.</summary>
    [Alias("OpenPortal"), ResponseTimeout("00:01:00")]
    Task<CheckoutOutcome> OpenPortal(string returnUrl);

    /// <summary>Takes over whatever Stripe says a Checkout Session of this team came to; null when it is none of this team's.</summary>
    [Alias("Settle"), ResponseTimeout("00:01:00")]
    Task<CheckoutStanding?> Settle(string sessionId);

    /// <summary>Asks Stripe how customer and subscription stand, and becomes so.</summary>
    [Alias("Reconcile"), ResponseTimeout("00:01:00")]
    Task<ReconcileOutcome> Reconcile();

    /// <summary>The packs of the catalog, the smallest first.</summary>
    [Alias("GetPacks"), AlwaysInterleave]
    Task<PackOffer[]> GetPacks();

    /// <summary>The newest top-ups, the pending and failed included; null where there is no such team.</summary>
    [Alias("GetTopUps")]
    Task<TopUp[]?> GetTopUps();
}

/// <summary>A pack that is for sale.</summary>
/// <param name="Code">The pack's code.</param>
/// <param name="Credits">Its credits.</param>
/// <param name="Amount">Its price in the currency's smallest unit, as the catalog has it.</param>
/// <param name="Currency">Lower-case ISO code.</param>
[GenerateSerializer, Immutable, Alias("purser.PackOffer")]
public sealed record PackOffer(string Code, Credits Credits, long Amount, string Currency);

/// <summary>A pack to be bought.</summary>
/// <param name="Pack">The pack's code.</param>
/// <param name="ReturnUrl">Where Checkout sends the payer back to, with <c>{CHECKOUT_SESSION_ID}</c> in it for the session.</param>
/// <param name="Key">The caller's idempotency key, if any: the same key gets the same session.</param>
[GenerateSerializer, Immutable, Alias("purser.TopUpOrder")]
public sealed record TopUpOrder(string Pack, string ReturnUrl, string? Key);

/// <summary>A plan to be subscribed to.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="Seats">1 to <see cref="Limits.Seats"/>.</param>
/// <param name="ReturnUrl">Where Checkout sends the payer back to.</param>
/// <param name="Key">The caller's idempotency key, if any.</param>
[GenerateSerializer, Immutable, Alias("purser.SubscriptionOrder")]
public sealed record SubscriptionOrder(string Plan, int Seats, string ReturnUrl, string? Key);

/// <summary>How opening one of Stripe's pages ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome")]
public abstract record CheckoutOutcome
{
    private CheckoutOutcome()
    {
    }

    /// <summary>The page is at <paramref name="Url"/>.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.Opened")]
    public sealed record Opened(string Url, string SessionId) : CheckoutOutcome;

    /// <summary>The catalog has no such pack or plan.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.NotForSale")]
    public sealed record NotForSale(string Code, string[] Known) : CheckoutOutcome;

    /// <summary>The team follows a subscription already: it is changed in the portal.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.SubscribedAlready")]
    public sealed record SubscribedAlready : CheckoutOutcome;

    /// <summary>Stripe does not know the team yet: it has bought nothing.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.NoCustomer")]
    public sealed record NoCustomer : CheckoutOutcome;

    /// <summary>The team could not spend a pack: it has to subscribe first.</summary>
    /// <param name="Reason">Why a debit would be refused.</param>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.CannotSpend")]
    public sealed record CannotSpend(RefusalReason Reason) : CheckoutOutcome;

    /// <summary>The team was closed, for good.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.TeamIsClosed")]
    public sealed record TeamIsClosed : CheckoutOutcome;

    /// <summary>The team has more active members than seats were ordered.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.SeatsBelowMembers")]
    public sealed record SeatsBelowMembers(int Members) : CheckoutOutcome;

    /// <summary>The key was used before for another order.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.KeyReused")]
    public sealed record KeyReused : CheckoutOutcome;

    /// <summary>Stripe refused, in its own words: a price it does not have, a portal that is not switched on.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.Refused")]
    public sealed record Refused(string Reason) : CheckoutOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : CheckoutOutcome;

    /// <summary>No Stripe is configured.</summary>
    [GenerateSerializer, Immutable, Alias("purser.CheckoutOutcome.NotConfigured")]
    public sealed record NotConfigured : CheckoutOutcome;
}

/// <summary>What a Checkout Session has come to.</summary>
/// <param name="Status">Of what it was opened for.</param>
/// <param name="Pack">The pack; null for a subscription.</param>
/// <param name="Credits">The team's credits document, what was paid for included.</param>
[GenerateSerializer, Immutable, Alias("purser.CheckoutStanding")]
public sealed record CheckoutStanding(TopUpStatus Status, string? Pack, TeamCredits Credits);

/// <summary>How asking Stripe ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome")]
public abstract record ReconcileOutcome
{
    private ReconcileOutcome()
    {
    }

    /// <summary>The team is as Stripe says; without a customer there, as it was.</summary>
    /// <param name="Credits">The credits document.</param>
    /// <param name="Customer">The Stripe customer; null when there is none.</param>
    /// <param name="Subscription">The subscription it follows; null when there is none.</param>
    /// <param name="IsSettled">Whether Stripe has nothing left to say about this period: its invoice is paid.</param>
    /// <param name="IsCustomerMissing">
    /// Whether Stripe has no such customer: deleted, or of another account or mode. The next purchase makes a new one.
    /// </param>
    [GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome.Reconciled")]
    public sealed record Reconciled(
        TeamCredits Credits, string? Customer, string? Subscription, bool IsSettled, bool IsCustomerMissing = false) : ReconcileOutcome;

    /// <summary>Stripe refused to say, in its own words: a key that was revoked, a subscription of another account or mode.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome.Refused")]
    public sealed record Refused(string Reason) : ReconcileOutcome;

    /// <summary>Its subscription is sold under a price that no plan of the catalog has.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome.UnknownPrice")]
    public sealed record UnknownPrice(string Price) : ReconcileOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : ReconcileOutcome;

    /// <summary>No Stripe is configured.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReconcileOutcome.NotConfigured")]
    public sealed record NotConfigured : ReconcileOutcome;
}

/// <summary>A pack that was or was to be bought.</summary>
/// <param name="Id">The Checkout Session or, for an automatic one, the PaymentIntent.</param>
/// <param name="Pack">The pack's code when it was offered.</param>
/// <param name="Credits">Its credits.</param>
/// <param name="Amount">Its price in the currency's smallest unit.</param>
/// <param name="Currency">Lower-case ISO code.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsAutomatic">Whether nobody clicked.</param>
/// <param name="CreatedAt">When it was offered.</param>
[GenerateSerializer, Immutable, Alias("purser.TopUp")]
public sealed record TopUp(
    string Id,
    string Pack,
    Credits Credits,
    long Amount,
    string Currency,
    TopUpStatus Status,
    bool IsAutomatic,
    DateTimeOffset CreatedAt);

/// <summary>Stripe could not be asked: nothing is known of what it would have said. Safe to retry.</summary>
[GenerateSerializer, Alias("purser.StripeAwayException")]
public sealed class StripeAwayException : Exception
{
    public StripeAwayException()
    {
    }

    public StripeAwayException(string message)
        : base(message)
    {
    }

    public StripeAwayException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
