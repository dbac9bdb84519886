namespace Purser.AutoBid.Worker;

/// <summary>The worker cannot do what it was asked for; the message says what to put right.</summary>
internal sealed class WorkerException(string message, Exception? cause = null) : Exception(message, cause);
