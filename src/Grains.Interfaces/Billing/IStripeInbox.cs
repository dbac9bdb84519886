namespace Purser.Billing;

/// <summary>Where Stripe's events arrive, their signature checked; the grain's key is 0.</summary>
[Alias("purser.IStripeInbox")]
public interface IStripeInbox : IGrainWithIntegerKey
{
    /// <summary>Writes an event down, does what it asks for, and answers when that is durable.</summary>
    /// <exception cref="StripeAwayException">It could not be done now; Stripe is to deliver it again.</exception>
    [Alias("Receive"), ResponseTimeout("00:01:00")]
    Task<InboxOutcome> Receive(StripeNotice notice);
}

/// <summary>What an event of Stripe's is about. It says that something changed, never what: that is asked for.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="Type">Its type, such as <c>invoice.paid</c>.</param>
/// <param name="ObjectId">The id of the object it is about.</param>
/// <param name="Team">The team named in the object's metadata; null when none is.</param>
/// <param name="Customer">The customer of the object; null when it has none.</param>
/// <param name="Charge">The charge that a refund or dispute is about; null for everything else.</param>
/// <param name="CreatedAt">When Stripe made it.</param>
/// <param name="Attempt">The automatic purchase named in a payment's metadata; null when none is.</param>
[GenerateSerializer, Immutable, Alias("purser.StripeNotice")]
public sealed record StripeNotice(
    string EventId, string Type, string ObjectId, TeamId? Team, string? Customer, string? Charge, DateTimeOffset CreatedAt,
    string? Attempt = null);

/// <summary>What became of an event.</summary>
public enum InboxOutcome : byte
{
    /// <summary>Its effect is durable.</summary>
    Done = 1,

    /// <summary>It is of a type without effect; it is written down.</summary>
    WithoutEffect = 2,

    /// <summary>It is about no team of ours; it is written down.</summary>
    OfNobody = 3,

    /// <summary>It was delivered, and dealt with, before.</summary>
    Before = 4,
}
