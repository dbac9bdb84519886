namespace Purser.Peers;

/// <summary>What became of a debit.</summary>
[GenerateSerializer, Immutable]
internal abstract record Outcome
{
    [GenerateSerializer, Immutable]
    internal sealed record Debited([property: Id(0)] Posting Posting) : Outcome;

    [GenerateSerializer, Immutable]
    internal sealed record Replayed([property: Id(0)] Posting Posting) : Outcome;

    [GenerateSerializer, Immutable]
    internal sealed record KeyReused : Outcome;

    [GenerateSerializer, Immutable]
    internal sealed record Exhausted : Outcome;
}

/// <summary>One row of a peer's ledger: which debit of the team it was, and what it left behind.</summary>
[GenerateSerializer, Immutable]
internal sealed record Posting(
    [property: Id(0)] long Version,
    [property: Id(1)] string Bucket,
    [property: Id(2)] long Pool,
    [property: Id(3)] long Extra,
    [property: Id(4)] long Allowance,
    [property: Id(5)] DateTimeOffset At);
