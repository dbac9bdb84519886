namespace Purser.Ledger;

/// <summary>How a silo uses the database, and what it must find there before it trusts it with credits.</summary>
public sealed class LedgerDatabaseOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:Database";

    /// <summary>
    /// Connections of one silo, all its purposes together. 9, the fewest that it needs: ten silos and their gateways fit into
    /// PostgreSQL's default of 100. More help where much is read: usage, audits, many teams that come into memory at once.
    /// </summary>
    public int Connections { get; set; } = 9;

    /// <summary>
    /// How far the silo's clock may be from PostgreSQL's. 2 s: servers that keep their time are within milliseconds, and a reset
    /// two seconds early or late harms nobody. Infinite: it is not compared.
    /// </summary>
    public TimeSpan MostClockDifference { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a server may be used that loses what it acknowledged when the machine fails (<c>fsync</c>,
    /// <c>full_page_writes</c> or <c>synchronous_commit</c> are off). For a test whose data nobody wants.
    /// </summary>
    public bool AllowDataLoss { get; set; }

    /// <summary>How far the silo's clock runs ahead on purpose. Set by the silo's host.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (Connections is < ConnectionBudget.Least or > 10_000)
        {
            yield return $"{Section}:{nameof(Connections)} is {Connections}; it must be {ConnectionBudget.Least} to 10000.";
        }

        if (MostClockDifference != Timeout.InfiniteTimeSpan
            && (MostClockDifference < TimeSpan.FromMilliseconds(100) || MostClockDifference > TimeSpan.FromMinutes(1)))
        {
            yield return $"{Section}:{nameof(MostClockDifference)} is {MostClockDifference}; it must be 00:00:00.1 to 00:01:00.";
        }
    }
}
