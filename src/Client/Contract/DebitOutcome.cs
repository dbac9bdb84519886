namespace Purser.Client;

/// <summary>What became of a debit.</summary>
/// <param name="Key">The debit's idempotency key.</param>
public abstract record DebitOutcome(string Key)
{
    /// <summary>Whether the action may go ahead: unless it was refused.</summary>
    public bool GoesAhead => this is not Refused;

    /// <summary>One credit was taken, durably.</summary>
    /// <param name="Key">The debit's idempotency key.</param>
    /// <param name="Entry">What was taken.</param>
    /// <param name="IsReplayed">Whether it was taken by an earlier request with this key, whose answer was lost perhaps.</param>
    public sealed record Debited(string Key, DebitEntry Entry, bool IsReplayed) : DebitOutcome(Key);

    /// <summary>A rule said no; nothing was taken, and the action must not go ahead.</summary>
    /// <param name="Key">The debit's idempotency key.</param>
    /// <param name="Refusal">Why, and what would help.</param>
    public sealed record Refused(string Key, Refusal Refusal) : DebitOutcome(Key);

    /// <summary>
    /// Purser is away. The debit is on disk and charged under its key as soon as Purser is back; the action may go ahead. Comes only
    /// where there is a spool (<see cref="PurserClientOptions.Spool"/>) with room.
    /// </summary>
    /// <param name="Key">The debit's idempotency key.</param>
    public sealed record Unpaid(string Key) : DebitOutcome(Key);
}

/// <summary>What became of the debits of a batch.</summary>
/// <param name="Outcomes">One per debit, in their order.</param>
/// <param name="Credits">The team's numbers after all of them.</param>
public sealed record BatchOutcome(IReadOnlyList<DebitOutcome> Outcomes, CreditsAfter Credits);

/// <summary>What became of the confirmation of a held debit.</summary>
public abstract record ConfirmationOutcome
{
    private ConfirmationOutcome()
    {
    }

    /// <summary>The debit is final.</summary>
    /// <param name="EntryId">The debit.</param>
    /// <param name="ConfirmedAt">Since when.</param>
    public sealed record Confirmed(long EntryId, DateTimeOffset ConfirmedAt) : ConfirmationOutcome;

    /// <summary>It came too late: the credit was given back when the hold ran out. Debit anew, or let it be free.</summary>
    public sealed record Expired : ConfirmationOutcome;

    /// <summary>The debit was reversed before.</summary>
    public sealed record Reversed : ConfirmationOutcome;
}

/// <summary>Why a debit was refused.</summary>
/// <param name="Reason">The first rule that blocks.</param>
/// <param name="Code">The reason as it was sent, such as <c>credits_exhausted</c>; also one that this version does not know.</param>
/// <param name="Detail">A sentence for people, in English.</param>
/// <param name="Remaining">Credits that the pool has left.</param>
/// <param name="Extra">Extra credits.</param>
/// <param name="ResetsAt">When the pool refills; null when it will not.</param>
/// <param name="Remedies">What would help; empty where nothing does.</param>
public sealed record Refusal(
    RefusalReason Reason, string Code, string Detail, long Remaining, long Extra, DateTimeOffset? ResetsAt, IReadOnlyList<Remedy> Remedies);
