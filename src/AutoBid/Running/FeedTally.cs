namespace Purser.AutoBid.Worker.Running;

/// <summary>What the feed has brought so far; any thread may look.</summary>
internal sealed class FeedTally
{
    private int jobs;
    private int problems;

    public int Jobs => Volatile.Read(ref jobs);

    /// <summary>What was in it and is no job.</summary>
    public int Problems => Volatile.Read(ref problems);

    public void AddJob() => Interlocked.Increment(ref jobs);

    /// <summary>How many problems there are with this one.</summary>
    public int AddProblem() => Interlocked.Increment(ref problems);
}
