namespace Purser.Accounts;

/// <summary>An account and its entries contradict each other: a defect or a damaged ledger, never a caller's mistake.</summary>
public sealed class AccountBrokenException : Exception
{
    public AccountBrokenException()
    {
    }

    public AccountBrokenException(string message)
        : base(message)
    {
    }

    public AccountBrokenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
