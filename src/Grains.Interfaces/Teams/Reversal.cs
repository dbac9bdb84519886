namespace Purser.Teams;

/// <summary>How giving a credit back ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.ReversalOutcome")]
public abstract record ReversalOutcome
{
    private ReversalOutcome()
    {
    }

    /// <summary>The debit is reversed, now or (<paramref name="Before"/>) by an earlier call.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReversalOutcome.Reversed")]
    public sealed record Reversed(ReversalReceipt Receipt, bool Before) : ReversalOutcome;

    /// <summary>The team has no such entry, or there is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReversalOutcome.NoSuchEntry")]
    public sealed record NoSuchEntry : ReversalOutcome;

    /// <summary>The entry is not a debit; only debits are reversed.</summary>
    [GenerateSerializer, Immutable, Alias("purser.ReversalOutcome.NotADebit")]
    public sealed record NotADebit : ReversalOutcome;
}

/// <summary>A durable reversal.</summary>
/// <param name="EntryId">The reversal's own entry.</param>
/// <param name="Reverses">The debit's entry.</param>
/// <param name="MemberId">Whose debit it was.</param>
/// <param name="Action">The debit's action.</param>
/// <param name="JobId">The debit's job.</param>
/// <param name="Bucket">The bucket the credit came from.</param>
/// <param name="Amount">1; or 0 for a pool credit of a cycle that is over, which goes nowhere.</param>
/// <param name="CycleClosed">Whether the amount is 0 because the debit's cycle is over.</param>
/// <param name="Note">The caller's words, if any.</param>
/// <param name="At">When it was decided.</param>
/// <param name="CycleStart">The start of the debit's cycle.</param>
/// <param name="Balance">The team's numbers right after it.</param>
/// <param name="HoldExpired">Whether nobody asked for it: the debit was held and not confirmed in time.</param>
[GenerateSerializer, Immutable, Alias("purser.ReversalReceipt")]
public sealed record ReversalReceipt(
    long EntryId,
    long Reverses,
    MemberId MemberId,
    AiAction Action,
    JobId? JobId,
    Bucket Bucket,
    Credits Amount,
    bool CycleClosed,
    string? Note,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    Balance Balance,
    bool HoldExpired = false);
