using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>Some lines of a file: debits with their lines' numbers, and what is wrong with those that are none.</summary>
internal sealed class PastPart
{
    public List<PastDebit> Debits { get; } = [];

    public List<long> Lines { get; } = [];

    public List<LineProblem> Problems { get; } = [];

    /// <summary>Whether no more are to be added.</summary>
    public bool IsFull => Debits.Count == Limits.BatchSize || Problems.Count == Limits.BatchSize;

    public void Add(long line, PastDebit debit)
    {
        Debits.Add(debit);
        Lines.Add(line);
    }
}
