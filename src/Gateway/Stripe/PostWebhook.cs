using Microsoft.Extensions.Options;
using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Stripe;

/// <summary>
/// <c>POST /v1/stripe/webhook</c>: an event of Stripe's. It is answered 200 only when what it asks for is durable; after
/// anything else Stripe delivers it again, for three days.
/// </summary>
internal sealed partial class PostWebhook(IOptions<StripeSettings> settings, TimeProvider time, ILogger<PostWebhook> log)
{
    /// <summary>Most bytes of an event: several times the largest that Stripe sends.</summary>
    private const int LargestEvent = 1024 * 1024;

    public async Task Handle(HttpContext context)
    {
        Query.None(context);
        if (settings.Value.WebhookSecret is not { Length: > 0 } secret)
        {
            throw new ProblemException(BillingProblems.WebhookNotConfigured());
        }

        var now = time.GetUtcNow();
        var body = await RequestBody.ReadText(context, LargestEvent);
        StripeSignature.Check(context.Request.Headers[StripeSignature.Header], body, secret, now);
        var notice = StripeEvent.Read(body, now);
        await Answer.Ok(context, new WebhookAnswer(Received: true, await Deliver(context, notice)), AnswerJson.Default.WebhookAnswer);
    }

    private async Task<string> Deliver(HttpContext context, StripeNotice notice)
    {
        try
        {
            return Codes.Of(await context.Ask(cluster => cluster.StripeInbox().Receive(notice))).Value;
        }
        catch (StripeAwayException away)
        {
            LogAway(notice.EventId, notice.Type, away.Message);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stripe's event {EventId} ({Type}) could not be dealt with and will be delivered again: {Reason}")]
    private partial void LogAway(string eventId, string type, string reason);
}

/// <summary>What became of an event: <c>done</c>, <c>without_effect</c>, <c>of_nobody</c> or <c>before</c>.</summary>
internal sealed record WebhookAnswer(bool Received, string Outcome);
