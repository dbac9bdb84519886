namespace Purser.Alerts;

/// <summary>Where alerts go, without the secret that they are signed with.</summary>
/// <param name="EndpointId">What names it.</param>
/// <param name="TeamId">Whose alerts; null: those of all teams.</param>
/// <param name="Name">What people call it; 1 to 200 characters.</param>
/// <param name="Url">Where they are posted to.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="RotatedAt">When its secret was last exchanged.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertEndpoint")]
public sealed record AlertEndpoint(string EndpointId, TeamId? TeamId, string Name, Uri Url, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt = null)
{
    /// <summary>Never the whole address, whose path may be a secret: it ends up in logs.</summary>
    public override string ToString() => $"{EndpointId} ({Url.Authority})";
}

/// <summary>Which endpoints to list, the newest first.</summary>
/// <param name="TeamId">Only those of a team; null: all.</param>
/// <param name="Before">Only those after this one in the list; null: from the newest on.</param>
/// <param name="Count">How many; 1 to <see cref="Limits.PageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertEndpointsQuery")]
public sealed record AlertEndpointsQuery(TeamId? TeamId, string? Before, int Count);

/// <summary>Which deliveries of an endpoint to list, the newest alert first.</summary>
/// <param name="EndpointId">Which endpoint.</param>
/// <param name="Before">Only those of alerts before this one; null: from the newest on.</param>
/// <param name="Count">How many; 1 to <see cref="Limits.PageSize"/>.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertDeliveriesQuery")]
public sealed record AlertDeliveriesQuery(string EndpointId, long? Before, int Count);

/// <summary>An alert on its way to an endpoint.</summary>
/// <param name="AlertId">Which alert.</param>
/// <param name="TeamId">Whose.</param>
/// <param name="Kind">What it says.</param>
/// <param name="RaisedAt">Since when.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="TriedAt">When last.</param>
/// <param name="DeliveredAt">When the receiver had it; null: it has not.</param>
/// <param name="NextAt">When it is posted next; null: never again.</param>
/// <param name="Status">What the receiver answered last; null: nothing.</param>
/// <param name="Trouble">Why the last attempt failed; null: it did not.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertDelivery")]
public sealed record AlertDelivery(
    long AlertId,
    TeamId TeamId,
    AlertKind Kind,
    DateTimeOffset RaisedAt,
    int Attempts,
    DateTimeOffset? TriedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? NextAt,
    int? Status,
    string? Trouble);

/// <summary>How posting a message ended.</summary>
/// <param name="Status">What the receiver answered; null: nothing.</param>
/// <param name="Trouble">Why it counts as failed; null: the receiver has it.</param>
[GenerateSerializer, Immutable, Alias("purser.AlertPosted")]
public sealed record AlertPosted(int? Status, string? Trouble);
