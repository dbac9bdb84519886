using Microsoft.Extensions.Options;

namespace Purser.Gateway.Stripe;

/// <summary>What the gateway has to know of the Stripe account; the account's own key is the silo's.</summary>
internal sealed class StripeSettings
{
    public const string Section = "Stripe";

    /// <summary>The secret that Stripe signs its events to this endpoint with. Default none: events are then answered 503.</summary>
    public string? WebhookSecret { get; set; }

    internal sealed class Validator : IValidateOptions<StripeSettings>
    {
        public ValidateOptionsResult Validate(string? name, StripeSettings options) =>
            // The message never repeats the secret: it ends up in logs. Blanks are what pasting adds.
            options.WebhookSecret is not { } secret || !secret.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"Stripe:WebhookSecret has {secret.Length} characters; it must be the endpoint's signing secret, whsec_…, "
                    + "printable ASCII without blanks.");
    }
}
