using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Hosting;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Stripe;

/// <summary>Where Stripe's events arrive. What is read is the text that was signed, byte for byte.</summary>
internal sealed partial class Webhook(ClusterCalls cluster, IOptions<StripeSettings> settings, TimeProvider time, GatewayMeter meter, ILogger<Webhook> log)
{
    /// <summary>Most bytes of an event: several times the largest that Stripe sends.</summary>
    private const int LargestEvent = 1024 * 1024;

    /// <summary>An event of Stripe's</summary>
    /// <remarks>
    /// For Stripe alone, by its own signature instead of an API key. Answered 200 when what the event asks for is durable; after
    /// anything else Stripe delivers it again.
    /// </remarks>
    /// <response code="200">It was taken in.</response>
    internal async Task<Answer<WebhookAnswer>> ReceiveAsync(HttpContext context)
    {
        Query.None(context);
        if (settings.Value.WebhookSecret is not { Length: > 0 } secret)
        {
            return BillingProblems.WebhookNotConfigured();
        }

        var now = time.GetUtcNow();
        var body = await RequestBody.ReadTextAsync(context, LargestEvent);
        var outcome = Codes.Of(await DeliverAsync(Read(context.Request.Headers[StripeSignature.Header], body, secret, now))).Value;
        return new WebhookAnswer(Received: true, outcome);
    }

    private StripeNotice Read(StringValues signature, string body, string secret, DateTimeOffset now)
    {
        try
        {
            StripeSignature.Check(signature, body, secret, now);
            return StripeEvent.Read(body, now);
        }
        catch (ProblemException)
        {
            meter.Webhook(type: null, "refused");
            throw;
        }
    }

    private async Task<InboxOutcome> DeliverAsync(StripeNotice notice)
    {
        try
        {
            var outcome = await cluster.AskAsync(grains => grains.StripeInbox().Receive(notice));
            meter.Webhook(notice.Type, Codes.Of(outcome).Value);
            return outcome;
        }
        catch (Exception failure)
        {
            meter.Webhook(notice.Type, "failed");
            if (failure is StripeAwayException away)
            {
                LogAway(notice.EventId, notice.Type, away.Message);
            }

            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stripe's event {EventId} ({Type}) could not be dealt with and will be delivered again: {Reason}")]
    private partial void LogAway(string eventId, string type, string reason);
}

/// <summary>That an event was taken in.</summary>
/// <param name="Outcome">
/// `done`: its effect is durable. `without_effect`: its type has none. `of_nobody`: it is about no team here. `before`: it was
/// dealt with before.
/// </param>
internal sealed record WebhookAnswer(
    [OneOf(true)] bool Received, [OneOf("done", "without_effect", "of_nobody", "before")] string Outcome);
