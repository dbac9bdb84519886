using Purser.Accounts;

namespace Purser.Billing;

/// <summary>Section <c>Stripe</c> of the configuration: the account that teams pay into.</summary>
public sealed class StripeOptions
{
    public const string Section = "Stripe";

    /// <summary>The account's secret (or restricted) key. None: teams are billed by the operator.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where Stripe's API is; null is Stripe's own address. Another one is for a stand-in.</summary>
    public Uri? ApiBase { get; set; }

    /// <summary>
    /// How long one request to Stripe may take. 8 s: Stripe's slowest calls take a few; a call of billing makes up to three,
    /// each tried twice, within the minute after which it gives up, so that its callers hear why.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How many requests the whole cluster makes to Stripe per second. 20: below the 25 of Stripe's test mode; in live mode Stripe
    /// allows 100, of which a product that asks by itself needs its part.
    /// </summary>
    public double RequestsPerSecond { get; set; } = 20;

    /// <summary>
    /// Over how long after a cycle's start Stripe is asked to confirm what no webhook confirmed, each team at its own place.
    /// Twelve hours: a million teams of a month's first are then 23 a second, if no webhook came at all. Far less than
    /// <see cref="UnconfirmedPatience"/>.
    /// </summary>
    public TimeSpan ConfirmationSpread { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// For how long after a paid period's end a team goes on without Stripe's word before it counts as past due. A week: Stripe
    /// delivers its webhooks for three days, and whoever keeps the account has some more to see that a key was revoked.
    /// </summary>
    public TimeSpan UnconfirmedPatience { get; set; } = PaidPeriod.DefaultPatience;

    /// <summary>
    /// How long an event is kept after it was dealt with. 90 days: a quarter in which somebody may ask what came when. Nothing
    /// rests on them: what must happen once is known by its payment, refund or dispute, in the ledger.
    /// </summary>
    public TimeSpan EventsKept { get; set; } = TimeSpan.FromDays(90);

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (ApiKey is not null && (ApiKey.Length < 8 || ApiKey.Any(character => character is <= ' ' or > '~')))
        {
            // The key itself is never repeated: it ends up in logs.
            yield return $"{Section}:ApiKey has {ApiKey.Length} characters; it must be a key such as sk_live_…, printable ASCII without blanks.";
        }

        if (ApiBase is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            yield return $"{Section}:ApiBase is '{address}'; it must be an http or https address.";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromSeconds(20))
        {
            yield return $"{Section}:RequestTimeout is {RequestTimeout}; it must be 1 to 20 seconds.";
        }

        if (RequestsPerSecond is not (>= 1 and <= 10_000))
        {
            yield return $"{Section}:RequestsPerSecond is {RequestsPerSecond}; it must be 1 to 10000.";
        }

        if (ConfirmationSpread < TimeSpan.Zero || ConfirmationSpread > TimeSpan.FromHours(24))
        {
            yield return $"{Section}:ConfirmationSpread is {ConfirmationSpread}; it must be 0 to 24 hours.";
        }

        if (UnconfirmedPatience < TimeSpan.FromDays(2) || UnconfirmedPatience > TimeSpan.FromDays(60))
        {
            yield return $"{Section}:UnconfirmedPatience is {UnconfirmedPatience}; it must be 2 to 60 days.";
        }

        if (EventsKept < TimeSpan.FromDays(4) || EventsKept > TimeSpan.FromDays(3_650))
        {
            yield return $"{Section}:EventsKept is {EventsKept}; it must be 4 days (Stripe delivers again for three) to ten years.";
        }
    }
}
