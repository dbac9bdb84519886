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

    /// <summary>The automatic attempt a payment is for.</summary>
    public const string Attempt = "purser_attempt";
}
