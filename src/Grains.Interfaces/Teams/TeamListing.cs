namespace Purser.Teams;

/// <summary>A team among the others.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Name">What it is called.</param>
/// <param name="TimeZone">IANA name: whose days it counts in.</param>
/// <param name="Status">Whether, and from what, it may spend.</param>
/// <param name="Plan">The plan's code; null where it never had a subscription.</param>
/// <param name="Seats">Seats of the subscription; null where it never had one.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was closed; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamListing")]
public sealed record TeamListing(
    TeamId TeamId,
    string Name,
    string TimeZone,
    TeamStatus Status,
    string? Plan,
    int? Seats,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt);

/// <summary>What shall be otherwise of a team; what is null stays as it is.</summary>
/// <param name="Name">1–200 printable characters.</param>
/// <param name="TimeZone">IANA name.</param>
[GenerateSerializer, Immutable, Alias("purser.TeamChange")]
public sealed record TeamChange(string? Name = null, string? TimeZone = null);
