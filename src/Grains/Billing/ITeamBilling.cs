using Purser.Teams;

namespace Purser.Billing;

/// <summary>What only billing may tell a team; implemented by the team's own grain. Null: there is no such team.</summary>
[Alias("purser.ITeamBilling")]
internal interface ITeamBilling : IGrainWithStringKey
{
    [Alias("GetBilling")]
    Task<BillingStanding?> GetBilling();

    /// <summary>The team is this Stripe customer, unless it is another one than the one to be replaced.</summary>
    [Alias("Link")]
    Task<BillingStanding?> Link(string customer, string? replaces = null);

    /// <summary>The customer was deleted at Stripe: the team, unless it follows a subscription, is nobody there.</summary>
    [Alias("Unlink")]
    Task<BillingStanding?> Unlink(string customer);

    /// <summary>Becomes what Stripe says.</summary>
    [Alias("Follow")]
    Task<BillingStanding?> Follow(StripeSubscription seen);

    /// <summary>Credits a pack, once per purchase.</summary>
    [Alias("Buy")]
    Task<TeamCredits?> Buy(PackPurchase purchase);

    /// <summary>Makes the claims on a pack be these.</summary>
    [Alias("Claim")]
    Task<TeamCredits?> Claim(string purchaseId, MoneyClaim[] claims);

    /// <summary>Starts an automatic purchase if one is due and none is under way.</summary>
    [Alias("StartAutoTopUp")]
    Task<AutoTopUpStanding?> StartAutoTopUp();

    /// <summary>The team is closed, and nothing at Stripe costs it money any more.</summary>
    [Alias("NothingIsLeft")]
    Task<BillingStanding?> NothingIsLeft();

    [Alias("FailAutoTopUp")]
    Task<AutoTopUpStanding?> FailAutoTopUp(string attemptId, string reason);
}

/// <summary>What billing has to know of a team.</summary>
/// <param name="Credits">How its credits stand.</param>
/// <param name="Customer">Who it is to Stripe.</param>
/// <param name="Subscription">Which subscription it follows.</param>
/// <param name="Purchases">The packs credited so far.</param>
/// <param name="InFlight">The automatic purchase under way.</param>
/// <param name="RefundedCharges">The charges whose refunds claim credits.</param>
/// <param name="ActiveMembers">How many take a seat.</param>
/// <param name="IsClosed">Whether the team was closed, for good: nothing is to run for it at Stripe.</param>
[GenerateSerializer, Immutable, Alias("purser.BillingStanding")]
internal sealed record BillingStanding(
    TeamCredits Credits,
    string? Customer,
    string? Subscription,
    string[] Purchases,
    AutoTopUpAttempt? InFlight,
    string[] RefundedCharges,
    int ActiveMembers,
    bool IsClosed = false);

/// <summary>What events of Stripe's, and a team low on credits, ask of its billing.</summary>
[Alias("purser.IBillingEvents")]
internal interface IBillingEvents : IGrainWithStringKey
{
    /// <summary>A Checkout Session changed at an instant.</summary>
    [Alias("SettleSession"), ResponseTimeout("00:01:00")]
    Task<bool> SettleSession(string sessionId, bool hasFailed, DateTimeOffset at);

    /// <summary>A charge was refunded or disputed, or no longer is.</summary>
    [Alias("SettleCharge"), ResponseTimeout("00:01:00")]
    Task<bool> SettleCharge(string chargeId);

    /// <summary>An automatic purchase succeeded or failed.</summary>
    [Alias("SettleAutoTopUp"), ResponseTimeout("00:01:00")]
    Task<bool> SettleAutoTopUp(string paymentIntentId);

    /// <summary>A customer's subscription or invoice changed.</summary>
    [Alias("SettleSubscription"), ResponseTimeout("00:01:00")]
    Task<bool> SettleSubscription(string customer);

    /// <summary>A customer was deleted.</summary>
    [Alias("SettleCustomer"), ResponseTimeout("00:01:00")]
    Task<bool> SettleCustomer(string customer);

    /// <summary>Asks how things stand because time has passed, not because anybody waits for it.</summary>
    /// <returns>Null: not now, because others ask Stripe for more than can wait.</returns>
    [Alias("Confirm"), ResponseTimeout("00:01:00")]
    Task<ReconcileOutcome?> Confirm();

    /// <summary>The team is closed: ends whatever runs for it at Stripe, and tells the team once nothing is left.</summary>
    /// <returns>Why Stripe refuses to end something; null where nothing is left.</returns>
    [Alias("EndAll"), ResponseTimeout("00:01:00")]
    Task<string?> EndAll();

    /// <summary>Credits are low: buys a pack, or goes on with the purchase under way.</summary>
    /// <returns>Whether one was bought now.</returns>
    [Alias("TopUpAutomatically"), ResponseTimeout("00:01:00")]
    Task<bool> TopUpAutomatically();
}
