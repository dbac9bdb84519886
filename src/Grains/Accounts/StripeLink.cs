namespace Purser.Accounts;

/// <summary>Who a team is to Stripe.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Subscription">The subscription that decides plan, seats and cycles; null while there is none.</param>
public sealed record StripeLink(string Customer, string? Subscription);

/// <summary>What Stripe last said is paid for.</summary>
/// <param name="Until">The paid period's end.</param>
/// <param name="FreezesAt">
/// Unless Stripe confirms a later period by then, the team counts as overdue. Written down with the confirmation, so that the
/// passing of time needs to know no configuration.
/// </param>
public sealed record PaidPeriod(DateTimeOffset Until, DateTimeOffset FreezesAt)
{
    /// <summary>
    /// A week: Stripe delivers its webhooks for three days, and whoever keeps the account has some more to notice that the key
    /// was revoked or is of another mode.
    /// </summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromDays(7);
}
