namespace Purser.Client;

/// <summary>What went wrong: RFC 9457 problem details.</summary>
/// <param name="Type">Stable, one per kind of problem: <c>urn:purser:problem:team-not-found</c>.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong and what to do.</param>
/// <param name="Reason">The code, where a rule refused; null elsewhere.</param>
/// <param name="Remaining">Of a refused debit: what the pool has left.</param>
/// <param name="Extra">Of a refused debit: extra credits.</param>
/// <param name="ResetsAt">Of a refused debit: when the pool refills; null when it will not.</param>
/// <param name="Remedies">What would help; null where nothing is said of that.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? Reason = null,
    long Remaining = 0,
    long Extra = 0,
    DateTimeOffset? ResetsAt = null,
    IReadOnlyList<Remedy>? Remedies = null);
