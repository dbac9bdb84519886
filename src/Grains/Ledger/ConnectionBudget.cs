namespace Purser.Ledger;

/// <summary>
/// A silo's connections, shared out among what they are for, so that no purpose can take another's. The lanes come first: what
/// debits wait for is never short.
/// </summary>
/// <param name="Membership">For Orleans' heartbeat and votes.</param>
/// <param name="Storage">For snapshots and reminders.</param>
/// <param name="Reads">For what debits wait for: activations, repeated keys.</param>
/// <param name="Work">For Stripe's events and Auto Bid's settings and runs.</param>
/// <param name="History">For what debits must never wait for: usage, audits, long replays, insights.</param>
public sealed record ConnectionBudget(int Membership, int Storage, int Reads, int Work, int History)
{
    /// <summary>Connections on which Auto Bid's jobs are committed.</summary>
    public const int JobLanes = 2;

    /// <summary>The fewest that a silo with one lane for the ledger can do with.</summary>
    public const int Least = 1 + JobLanes + 5;

    /// <summary>Shares out what the lanes leave; every purpose has at least one.</summary>
    /// <param name="connections">All that the silo may open.</param>
    /// <param name="ledgerLanes">How many of them commit the ledger's entries.</param>
    public static ConnectionBudget Of(int connections, int ledgerLanes)
    {
        var spare = Math.Max(0, connections - ledgerLanes - JobLanes - 5);
        return new ConnectionBudget(
            Membership: 1, Storage: 1 + ((spare + 2) / 4), Reads: 1 + ((spare + 3) / 4), Work: 1 + ((spare + 1) / 4), History: 1 + (spare / 4));
    }
}
