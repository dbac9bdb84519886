using System.Buffers;

namespace Purser.History.Blocks;

/// <summary>Makes a block of lines: its head, and its columns as they are stored.</summary>
internal sealed class BlockBuilder
{
    private readonly ArrayBufferWriter<byte> entries = new(16 * 1024);
    private readonly ArrayBufferWriter<byte> jobs = new(16 * 1024);
    private readonly Dictionary<string, int> memberPlaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> jobPlaces = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> words = [];

    /// <summary>Makes a block of consecutive lines, the first of which begins a block.</summary>
    public BuiltBlock Build(ReadOnlySpan<UsageLine> lines)
    {
        Clear();
        var (purposes, earliest) = (0UL, long.MaxValue);
        var turns = new List<Turn>();
        foreach (var line in lines)
        {
            if (line.Turn is { } turn)
            {
                turns.Add(turn);
            }

            if (line.Kind.IsUsage)
            {
                purposes |= 1UL << line.Kind.Purpose;
                Note(line);
                earliest = line.Kind.IsReversal ? Math.Min(earliest, line.Debit) : earliest;
            }
        }

        WriteEntries(lines);
        WriteIds(jobs, jobPlaces);
        var head = new BlockHead(
            (lines[0].Seq - 1) / UsageBlock.Size, lines[0].At, lines[^1].At, earliest, purposes, BlockWords.Filter(words), [.. turns]);
        return new BuiltBlock(head, entries.WrittenSpan.ToArray(), jobs.WrittenSpan.ToArray());
    }

    private void Clear()
    {
        entries.ResetWrittenCount();
        jobs.ResetWrittenCount();
        memberPlaces.Clear();
        jobPlaces.Clear();
        words.Clear();
    }

    private void Note(UsageLine line)
    {
        if (memberPlaces.TryAdd(line.MemberId!, memberPlaces.Count))
        {
            words.Add(BlockWords.OfMember(line.MemberId!));
        }

        words.Add(BlockWords.OfPurpose(line.MemberId!, line.Kind.Purpose));
        if (line.JobId is { } job && jobPlaces.TryAdd(job, jobPlaces.Count + 1))
        {
            words.Add(BlockWords.OfJob(job));
        }
    }

    private void WriteEntries(ReadOnlySpan<UsageLine> lines)
    {
        entries.Write(lines.Length);
        var kinds = entries.GetSpan(lines.Length);
        for (var at = 0; at < lines.Length; at++)
        {
            kinds[at] = lines[at].Kind.Code;
        }

        entries.Advance(lines.Length);
        WriteIds(entries, memberPlaces);
        foreach (var line in lines)
        {
            if (line.Kind.IsUsage)
            {
                entries.Write(memberPlaces[line.MemberId!]);
                entries.Write(line.JobId is null ? 0 : jobPlaces[line.JobId]);
                if (line.Kind.IsReversal)
                {
                    entries.Write(line.Seq - line.Debit);
                }
            }
        }

        WriteEmptiness(lines);
        var before = lines[0].At;
        foreach (var line in lines)
        {
            entries.Write(line.At - before);
            before = line.At;
        }
    }

    /// <summary>At which places it changes whether anything is left: hardly ever.</summary>
    private void WriteEmptiness(ReadOnlySpan<UsageLine> lines)
    {
        List<int> changes = [];
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].LeavesNothing != (changes.Count % 2 == 1))
            {
                changes.Add(at);
            }
        }

        entries.Write(changes.Count);
        foreach (var change in changes)
        {
            entries.Write(change);
        }
    }

    private static void WriteIds(ArrayBufferWriter<byte> output, Dictionary<string, int> places)
    {
        output.Write(places.Count);
        // Nothing was removed, so they come in the order of their places.
        foreach (var id in places.Keys)
        {
            output.Write(id);
        }
    }
}

/// <summary>A block as it is stored.</summary>
internal sealed record BuiltBlock(BlockHead Head, byte[] Entries, byte[] JobIds)
{
    /// <summary>The block to look into.</summary>
    public UsageBlock Read() => UsageBlock.Read(Head.First, Head.FirstAt, Entries, JobIds);
}
