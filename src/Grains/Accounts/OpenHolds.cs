using System.Diagnostics.CodeAnalysis;

namespace Purser.Accounts;

/// <summary>A team's holds that are neither confirmed nor given back, and which of them expires first.</summary>
public sealed class OpenHolds
{
    private readonly Dictionary<long, Hold> byDebit = [];
    // Holds that were closed stay here until they come to the front: most are confirmed, and long before they expire.
    private readonly PriorityQueue<long, (DateTimeOffset ExpiresAt, long DebitId)> firstToExpire = new();

    /// <summary>How many there are; each is one credit.</summary>
    public int Count => byDebit.Count;

    /// <summary>How many are kept in mind, closed ones among them.</summary>
    internal int Kept => firstToExpire.Count;

    /// <summary>All of them, in the order of their debits.</summary>
    public IEnumerable<Hold> All => byDebit.Values.OrderBy(hold => hold.DebitId);

    /// <summary>The one that expires first, and of several the one that was taken first; null when there is none.</summary>
    public Hold? First => firstToExpire.TryPeek(out var debitId, out _) ? byDebit[debitId] : null;

    /// <summary>Whether a debit is held still.</summary>
    public bool TryGet(long debitId, [NotNullWhen(true)] out Hold? hold) => byDebit.TryGetValue(debitId, out hold);

    internal void Open(Hold hold)
    {
        byDebit.Add(hold.DebitId, hold);
        firstToExpire.Enqueue(hold.DebitId, (hold.ExpiresAt, hold.DebitId));
    }

    /// <summary>It was confirmed or given back; false where the debit was not held.</summary>
    internal bool Close(long debitId)
    {
        var wasOpen = byDebit.Remove(debitId);
        while (firstToExpire.TryPeek(out var first, out _) && !byDebit.ContainsKey(first))
        {
            firstToExpire.Dequeue();
        }

        if (firstToExpire.Count > 2 * (byDebit.Count + 8))
        {
            Compact();
        }

        return wasOpen;
    }

    /// <summary>A hold of an hour at the front must not keep a thousand closed ones in memory behind it.</summary>
    private void Compact()
    {
        firstToExpire.Clear();
        firstToExpire.EnqueueRange(byDebit.Values.Select(hold => (hold.DebitId, (hold.ExpiresAt, hold.DebitId))));
    }
}
