using Purser.Teams;

namespace Purser.Tests.History;

/// <summary>What came back.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>It is in the ledger, now or (<paramref name="Repeated"/>) since it was asked for the first time.</summary>
    public sealed record Done(Receipt Receipt, bool Repeated) : Answer;

    /// <summary>The held debit is final.</summary>
    public sealed record Confirmed(DateTimeOffset At) : Answer;

    /// <summary>The held debit could not be made final.</summary>
    /// <param name="Reason">Why: <c>hold_expired</c> or <c>debit_reversed</c>.</param>
    public sealed record NotConfirmed(string Reason) : Answer;

    /// <summary>A rule stands against it.</summary>
    /// <param name="Reason">Which.</param>
    /// <param name="Left">Pool and extra together, where the answer says so.</param>
    public sealed record Refused(RefusalReason Reason, Credits? Left) : Answer;

    /// <summary>The team's numbers.</summary>
    public sealed record Seen(Balance Balance) : Answer;

    /// <summary>Nothing that could be relied on: 503, 429, a timeout, a broken connection.</summary>
    public sealed record Unknown(string Why) : Answer;

    /// <summary>Something that the contract does not have.</summary>
    public sealed record Unexpected(string What) : Answer;
}

/// <summary>What an answer says about the entry it led to.</summary>
/// <param name="EntryId">Its sequence number.</param>
/// <param name="Bucket">The bucket it moved something into or out of.</param>
/// <param name="Amount">How much.</param>
/// <param name="At">When it was decided.</param>
/// <param name="CycleStart">Its cycle; null where the answer does not say.</param>
/// <param name="Balance">The numbers right after it.</param>
public sealed record Receipt(
    long EntryId, Bucket Bucket, Credits Amount, DateTimeOffset At, DateTimeOffset? CycleStart, Balance Balance);
