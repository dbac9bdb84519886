namespace Purser.Teams;

/// <summary>
/// The ledger could not say whether the change is durable (the database is away, a commit was lost, another
/// activation took over). The outcome is unknown: retry with the same key and get the truth.
/// </summary>
[GenerateSerializer, Alias("purser.LedgerUnavailableException")]
public sealed class LedgerUnavailableException : Exception
{
    public LedgerUnavailableException()
    {
    }

    public LedgerUnavailableException(string message)
        : base(message)
    {
    }

    public LedgerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>More is in flight for this team, or this silo, than its bound: nothing was done; retry a little later.</summary>
[GenerateSerializer, Alias("purser.TeamBusyException")]
public sealed class TeamBusyException : Exception
{
    public TeamBusyException()
    {
    }

    public TeamBusyException(string message)
        : base(message)
    {
    }

    public TeamBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
