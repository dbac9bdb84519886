namespace Purser.StripeStandIn;

/// <summary>Something that happened, as a webhook would tell it.</summary>
/// <param name="Id">The same however often it is delivered.</param>
/// <param name="Type">For example <c>invoice.paid</c>.</param>
/// <param name="ObjectId">The object that the event carries as it was then.</param>
/// <param name="Created">When it happened.</param>
/// <param name="Payload">The webhook's body.</param>
public sealed record StandInEvent(string Id, string Type, string? ObjectId, DateTimeOffset Created, string Payload);
