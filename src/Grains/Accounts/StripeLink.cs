namespace Purser.Accounts;

/// <summary>Who a team is to Stripe.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Subscription">The subscription that decides plan, seats and cycles; null while there is none.</param>
public sealed record StripeLink(string Customer, string? Subscription);
