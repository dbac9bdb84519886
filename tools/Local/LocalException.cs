namespace Purser.Local;

/// <summary>Something the person at the keyboard can do something about: its message is all they are shown.</summary>
public sealed class LocalException : Exception
{
    public LocalException(string message) : base(message) { }

    public LocalException(string message, Exception innerException) : base(message, innerException) { }

    public LocalException() { }
}
