namespace Purser.Gateway.Problems;

/// <summary>The words for what money and Stripe have to do with a request.</summary>
internal static class BillingProblems
{
    /// <summary>For a call of the API: the silo, which talks to Stripe, has no key for it.</summary>
    public static Problem StripeNotConfigured() => Problem.Conflict(NotConfigured, NotConfiguredTitle,
        "No Stripe account is configured; set Stripe:ApiKey (the environment variable Stripe__ApiKey) on every silo.");

    /// <summary>For Stripe itself, which delivers again for days: time to set the secret.</summary>
    public static Problem WebhookNotConfigured() =>
        new(StatusCodes.Status503ServiceUnavailable, NotConfigured, NotConfiguredTitle,
            "No webhook secret is configured; set Stripe:WebhookSecret (the environment variable Stripe__WebhookSecret) "
            + "on every gateway to the signing secret of this endpoint, whsec_….")
        {
            IsRefusal = true,
        };

    public static Problem StripeAway(string why) => Problem.Unavailable() with
    {
        Detail = $"{why} Send the request again, with the same key if it has one.",
    };

    private const string NotConfigured = "stripe_not_configured";
    private const string NotConfiguredTitle = "Stripe is not configured.";
}
