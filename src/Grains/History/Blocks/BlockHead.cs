namespace Purser.History.Blocks;

/// <summary>What a block says of itself: enough to know that nothing of what is looked for is in it.</summary>
/// <param name="Number">Its number among the team's blocks, from 0.</param>
/// <param name="FirstAt">When its first entry was decided, in microseconds since 1970.</param>
/// <param name="LastAt">When its last entry was decided.</param>
/// <param name="EarliestDebit">The first of the debits that are reversed in it; <see cref="long.MaxValue"/> where none is.</param>
/// <param name="Purposes">A bit for each purpose that occurs in it.</param>
/// <param name="Words">Which members and jobs occur in it: see <see cref="BlockWords"/>.</param>
/// <param name="Turns">Its turns, in order.</param>
internal sealed record BlockHead(long Number, long FirstAt, long LastAt, long EarliestDebit, ulong Purposes, byte[] Words, Turn[] Turns)
{
    /// <summary>The sequence number of its first entry.</summary>
    public long First => (Number * UsageBlock.Size) + 1;

    /// <summary>Memory that it takes, roughly.</summary>
    public int Bytes => 120 + Words.Length + (Turns.Length * 24);
}
