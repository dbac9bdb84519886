namespace Purser.StripeStandIn;

/// <summary>
/// How badly webhooks are delivered. Stripe promises neither order nor that an event comes once: whoever listens has
/// to be tested against the worst of it.
/// </summary>
public sealed record WebhookChaos
{
    /// <summary>Every event once, in order, at once.</summary>
    public static WebhookChaos None { get; } = new();

    /// <summary>Chance is repeatable: the same seed does the same harm.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many times more than once every event is delivered.</summary>
    public int Duplicates { get; init; }

    /// <summary>The longest that a delivery is late; each is late by a random part of it.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether what is due is delivered in any order.</summary>
    public bool Reorder { get; init; }

    /// <summary>The share of deliveries that are lost, from 0 to 1.</summary>
    public double DropProbability { get; init; }

    /// <summary>Nothing is sent until somebody asks for it: tests take the events and deliver them as they like.</summary>
    public bool Hold { get; init; }
}
