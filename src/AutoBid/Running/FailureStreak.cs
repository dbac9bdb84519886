namespace Purser.AutoBid.Worker.Running;

/// <summary>Failures one after the other: what is broken must not burn through the feed.</summary>
internal sealed class FailureStreak
{
    /// <summary>So many end the run.</summary>
    public const int Most = 10;

    private int failures;

    public void Succeeded() => Volatile.Write(ref failures, 0);

    /// <summary>True with the last failure that is borne.</summary>
    public bool Failed() => Interlocked.Increment(ref failures) >= Most;
}
