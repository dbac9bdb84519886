namespace Purser.StripeStandIn;

/// <summary>Something the stand-in sells: what would be set up in Stripe's own dashboard.</summary>
/// <param name="Id">The price's id, as a catalog names it.</param>
/// <param name="Product">What the buyer reads.</param>
/// <param name="UnitAmount">In the currency's smallest unit.</param>
/// <param name="Monthly">Sold by subscription, or once.</param>
/// <param name="Currency">Three letters, lower case.</param>
/// <param name="Months">How many months a subscription's period has; a multiple of 12 is sold by the year.</param>
public sealed record StripePrice(string Id, string Product, long UnitAmount, bool Monthly, string Currency = "usd", int Months = 1);
