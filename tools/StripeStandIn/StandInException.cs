namespace Purser.StripeStandIn;

/// <summary>The stand-in cannot start; the message says why, and what to do about it.</summary>
public sealed class StandInException : Exception
{
    public StandInException(string message) : base(message) { }

    public StandInException(string message, Exception innerException) : base(message, innerException) { }

    public StandInException() { }
}
