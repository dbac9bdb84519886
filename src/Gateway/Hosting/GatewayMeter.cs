using System.Diagnostics.Metrics;

namespace Purser.Gateway.Hosting;

/// <summary>What a gateway counts itself: what it turns away, and what Stripe tells it.</summary>
internal sealed class GatewayMeter
{
    private readonly Counter<long> denied;
    private readonly Counter<long> limited;
    private readonly Counter<long> webhooks;

    public GatewayMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Purser");
        denied = meter.CreateCounter<long>(
            "purser.requests.denied", "{request}", "Calls without a good key (unauthenticated), or that their key does not allow (forbidden).");
        limited = meter.CreateCounter<long>("purser.requests.limited", "{request}", "Calls that came too often, by the limit that they met.");
        webhooks = meter.CreateCounter<long>("purser.stripe.webhooks", "{webhook}", "Events that Stripe delivered, by type and by what came of them.");
    }

    /// <summary>A call was answered 401 or 403 for its key.</summary>
    public void Denied(bool isKnown) => denied.Add(1, new KeyValuePair<string, object?>("outcome", isKnown ? "forbidden" : "unauthenticated"));

    /// <summary>A call was answered 429.</summary>
    public void Limited(string limit) => limited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>An event came in.</summary>
    /// <param name="type">Stripe's word; null before it is known to be Stripe's.</param>
    /// <param name="outcome">What came of it; <c>failed</c>: it will be delivered again.</param>
    public void Webhook(string? type, string outcome) =>
        webhooks.Add(1, new KeyValuePair<string, object?>("type", type ?? "unknown"), new KeyValuePair<string, object?>("outcome", outcome));
}
