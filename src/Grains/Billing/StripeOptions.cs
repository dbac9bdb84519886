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

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (ApiKey is not null && (ApiKey.Length < 8 || ApiKey.Any(character => character is <= ' ' or > '~')))
        {
            // The key itself is never repeated: it ends up in logs.
            yield return $"ApiKey has {ApiKey.Length} characters; it must be a key such as sk_live_…, printable ASCII without blanks.";
        }

        if (ApiBase is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            yield return $"ApiBase is '{address}'; it must be an http or https address.";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromSeconds(20))
        {
            yield return $"RequestTimeout is {RequestTimeout}; it must be 1 to 20 seconds.";
        }
    }
}
