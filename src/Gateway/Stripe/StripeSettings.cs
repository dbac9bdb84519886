namespace Purser.Gateway.Stripe;

/// <summary>What the gateway has to know of the Stripe account; the account's own key is the silo's.</summary>
internal sealed class StripeSettings
{
    public const string Section = "Stripe";

    /// <summary>The secret that Stripe signs its events to this endpoint with. Default none: events are then answered 503.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>What is wrong with it. The secret is never repeated: it ends up in logs. Blanks are what pasting adds.</summary>
    public IEnumerable<string> Errors()
    {
        if (WebhookSecret is { } secret && secret.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return $"{Section}:{nameof(WebhookSecret)} has {secret.Length} characters; it must be the endpoint's signing secret, whsec_…, "
                + "printable ASCII without blanks.";
        }
    }
}
