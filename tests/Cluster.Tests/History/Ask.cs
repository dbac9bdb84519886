namespace Purser.Tests.History;

/// <summary>What a caller asks of a team.</summary>
public abstract record Ask
{
    private Ask()
    {
    }

    /// <summary>What may happen at most once; null for a question that changes nothing.</summary>
    public abstract string? Identity { get; }

    /// <summary>Whether a row is what this very request leads to.</summary>
    public abstract bool LeadsTo(LedgerRow row);

    /// <summary>One credit for one action, given back unless it is confirmed within so many seconds where that is said.</summary>
    public sealed record Debit(
        string Key, string MemberId, AiAction Action, string? JobId, bool Regeneration, int? HoldSeconds = null) : Ask
    {
        /// <inheritdoc />
        public override string Identity => ByKey(Key);

        /// <inheritdoc />
        public override bool LeadsTo(LedgerRow row) =>
            row.Kind == RowKind.Debited
            && row.Key == Key
            && row.MemberId == MemberId
            && row.Action == Action
            && row.JobId == JobId
            && row.Regeneration == Regeneration
            && row.HoldSeconds == HoldSeconds;
    }

    /// <summary>A debit's credit back.</summary>
    public sealed record Reversal(long EntryId) : Ask
    {
        /// <inheritdoc />
        public override string Identity => OfEntry(EntryId);

        /// <inheritdoc />
        public override bool LeadsTo(LedgerRow row) =>
            row.Kind is RowKind.Reversed or RowKind.HoldExpired && row.Reverses == EntryId;
    }

    /// <summary>A held debit made final.</summary>
    public sealed record Confirmation(long EntryId) : Ask
    {
        /// <inheritdoc />
        public override string Identity => OfHold(EntryId);

        /// <inheritdoc />
        public override bool LeadsTo(LedgerRow row) => row.Confirms == EntryId;
    }

    /// <summary>Extra credits.</summary>
    public sealed record Grant(string Key, Credits Credits) : Ask
    {
        /// <inheritdoc />
        public override string Identity => ByKey(Key);

        /// <inheritdoc />
        public override bool LeadsTo(LedgerRow row) =>
            row.Kind == RowKind.ExtraGranted && row.Key == Key && row.Amount == Credits;
    }

    /// <summary>The credits document.</summary>
    public sealed record Look : Ask
    {
        /// <inheritdoc />
        public override string? Identity => null;

        /// <inheritdoc />
        public override bool LeadsTo(LedgerRow row) => false;
    }

    internal static string ByKey(string key) => $"key {key}";

    internal static string OfHold(long entryId) => $"confirmation of {entryId}";

    internal static string OfEntry(long entryId) => $"reversal of {entryId}";
}
