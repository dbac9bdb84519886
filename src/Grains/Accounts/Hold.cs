namespace Purser.Accounts;

/// <summary>A debit that gives itself back unless it is confirmed in time.</summary>
/// <param name="DebitId">The debit's sequence number.</param>
/// <param name="Debit">The debit, without its hold.</param>
/// <param name="CycleStart">The start of the debit's cycle.</param>
/// <param name="ExpiresAt">From this instant on it can no longer be confirmed.</param>
public sealed record Hold(long DebitId, TeamEvent.Debited Debit, DateTimeOffset CycleStart, DateTimeOffset ExpiresAt);
