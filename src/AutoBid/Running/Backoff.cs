namespace Purser.AutoBid.Worker.Running;

/// <summary>Pauses that double from the shortest to the longest.</summary>
internal readonly record struct Backoff(TimeSpan Shortest, TimeSpan Longest)
{
    private const int MostDoublings = 20;

    /// <summary>The pause after so many before it.</summary>
    public TimeSpan After(int pauses)
    {
        var pause = Shortest * (1 << Math.Min(pauses, MostDoublings));
        return pause < Longest ? pause : Longest;
    }
}
