using Purser.History.Blocks;

namespace Purser.History;

/// <summary>Which entries the cycles of a team take up, as its turns tell it.</summary>
/// <remarks>
/// Cycles follow each other, but where a past is told: the team leaves a cycle in which nothing was used, goes through earlier ones
/// that it may have been in before, and comes back. So a cycle that is followed by an earlier one was only waiting, and one that is
/// entered again goes on.
/// </remarks>
internal static class CycleSpans
{
    /// <summary>A team's cycles, the first one first.</summary>
    /// <param name="turns">Its turns, in order.</param>
    /// <param name="lastSeq">Its last entry.</param>
    public static CycleSpan[] Of(IEnumerable<Turn> turns, long lastSeq)
    {
        List<CycleSpan> spans = [];
        CycleSpan? open = null;
        foreach (var turn in turns)
        {
            if (!UsageLines.StartsCycle(turn.Kind))
            {
                continue;
            }

            Close(turn.Seq - 1);
            while (spans is [.., var last] && last.CycleStart > turn.CycleStart)
            {
                spans.RemoveAt(spans.Count - 1);
            }

            if (spans is [.., var same] && same.CycleStart == turn.CycleStart)
            {
                spans.RemoveAt(spans.Count - 1);
                open = same with { Entered = turn.Seq };
            }
            else
            {
                open = new CycleSpan(turn.Seq, turn.Seq, lastSeq, turn.CycleStart);
            }
        }

        Close(lastSeq);
        return [.. spans];

        void Close(long end)
        {
            if (open is not null)
            {
                spans.Add(open with { LastSeq = end });
                open = null;
            }
        }
    }
}

/// <summary>A cycle's entries.</summary>
/// <param name="From">The one that it starts with.</param>
/// <param name="Entered">The one that it was entered with last.</param>
/// <param name="LastSeq">Its last one.</param>
/// <param name="CycleStart">When it starts, in microseconds since 1970.</param>
internal sealed record CycleSpan(long From, long Entered, long LastSeq, long CycleStart);
