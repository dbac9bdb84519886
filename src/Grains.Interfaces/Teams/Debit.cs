namespace Purser.Teams;

/// <summary>A request for one credit.</summary>
/// <param name="Key">Idempotency key: 1–255 printable characters, the team's own, remembered for ever.</param>
/// <param name="MemberId">Who spends.</param>
/// <param name="Action">What AI did.</param>
/// <param name="JobId">For which job, where there is one.</param>
/// <param name="Regeneration">Whether it did it again; a regeneration is an action of its own and costs its own credit.</param>
/// <param name="HoldSeconds">
/// The credit is given back unless <see cref="ITeamGrain.Confirm"/> comes within so many seconds, 1 to
/// <see cref="Limits.HoldSeconds"/>; null: the debit is final at once.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.DebitRequest")]
public sealed record DebitRequest(
    string Key, MemberId MemberId, AiAction Action, JobId? JobId = null, bool Regeneration = false, int? HoldSeconds = null);

/// <summary>How a debit ended.</summary>
[GenerateSerializer, Immutable, Alias("purser.DebitOutcome")]
public abstract record DebitOutcome
{
    private DebitOutcome()
    {
    }

    /// <summary>One credit was taken, now or (<paramref name="Replayed"/>) when the key was first used.</summary>
    [GenerateSerializer, Immutable, Alias("purser.DebitOutcome.Debited")]
    public sealed record Debited(DebitReceipt Receipt, bool Replayed) : DebitOutcome;

    /// <summary>Nothing was taken, and the ledger holds no trace of it.</summary>
    [GenerateSerializer, Immutable, Alias("purser.DebitOutcome.Refused")]
    public sealed record Refused(Refusal Refusal) : DebitOutcome;

    /// <summary>There is no such team.</summary>
    [GenerateSerializer, Immutable, Alias("purser.DebitOutcome.NoSuchTeam")]
    public sealed record NoSuchTeam : DebitOutcome
    {
        /// <summary>The only one.</summary>
        public static readonly NoSuchTeam Instance = new();
    }
}

/// <summary>A durable debit. The amount is always −1.</summary>
/// <param name="EntryId">The entry's sequence number in the team's ledger.</param>
/// <param name="Bucket">Where the credit came from.</param>
/// <param name="At">When it was decided.</param>
/// <param name="CycleStart">The start of the cycle it belongs to.</param>
/// <param name="Balance">The team's numbers right after it.</param>
/// <param name="HoldExpiresAt">When it is given back unless it is confirmed before; null where it is not held.</param>
[GenerateSerializer, Immutable, Alias("purser.DebitReceipt")]
public sealed record DebitReceipt(
    long EntryId,
    Bucket Bucket,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    Balance Balance,
    DateTimeOffset? HoldExpiresAt = null);

/// <summary>Why a debit was refused, and what would help.</summary>
[GenerateSerializer, Immutable, Alias("purser.Refusal")]
public sealed record Refusal(
    RefusalReason Reason, Credits Remaining, Credits Extra, DateTimeOffset? ResetsAt, Remedy[] Remedies);

/// <summary>The outcomes of a batch, in its order, and the team's numbers after it.</summary>
/// <param name="Outcomes">One per request.</param>
/// <param name="Balance">After the batch; null where there is no such team.</param>
[GenerateSerializer, Immutable, Alias("purser.DebitBatch")]
public sealed record DebitBatch(DebitOutcome[] Outcomes, Balance? Balance);
