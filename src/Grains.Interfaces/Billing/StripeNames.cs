namespace Purser.Billing;

/// <summary>The names under which Purser's own facts stand in the metadata of Stripe's objects.</summary>
public static class StripeNames
{
    /// <summary>The team's id: on customers, subscriptions, sessions, payments.</summary>
    public const string Team = "purser_team";

    /// <summary>The pack's code: on sessions and payments that buy one.</summary>
    public const string Pack = "purser_pack";

    /// <summary>The pack's credits when it was sold.</summary>
    public const string Credits = "purser_credits";

    /// <summary>Where Stripe puts the session's id into the address that a payer comes back to: it must stand there unescaped.</summary>
    public const string SessionPlaceholder = "{CHECKOUT_SESSION_ID}";

    /// <summary>What stands in its place for a payer who turned back.</summary>
    public const string NoSession = "none";

    /// <summary>What a session is for, as a hash: an order for the same thing is led to the session that is open.</summary>
    public const string Order = "purser_order";

    /// <summary>The caller's idempotency key that a session was opened with, as a hash.</summary>
    public const string OrderKey = "purser_order_key";

    /// <summary>The automatic attempt a payment is for.</summary>
    public const string Attempt = "purser_attempt";
}
