namespace Purser.History.Blocks;

/// <summary>
/// Consecutive entries of a team in columns, a few bytes each: what pages look through and summaries add up. A whole block never
/// changes; the last one, which is not whole yet, is made anew as entries arrive.
/// </summary>
internal sealed class UsageBlock
{
    /// <summary>
    /// Entries of a whole block. 1,024: few enough that the last, unfinished block is read in a millisecond or two, and enough that
    /// what is stored for a block is nothing beside its entries.
    /// </summary>
    public const int Size = 1024;

    private readonly byte[] kinds;
    private readonly ushort[] members;
    private readonly ushort[] jobs;
    private readonly byte[] times;
    private readonly (int Place, long Debit)[] reversals;
    private readonly ushort[] emptiness;
    private readonly byte[]? jobIds;

    private UsageBlock(
        long first, long firstAt, byte[] kinds, string[] memberIds, ushort[] members, ushort[] jobs,
        (int Place, long Debit)[] reversals, ushort[] emptiness, byte[] times, byte[]? jobIds)
    {
        (First, FirstAt, MemberIds) = (first, firstAt, memberIds);
        (this.kinds, this.members, this.jobs, this.reversals, this.emptiness) = (kinds, members, jobs, reversals, emptiness);
        (this.times, this.jobIds) = (times, jobIds);
    }

    /// <summary>The sequence number of its first entry.</summary>
    public long First { get; }

    /// <summary>The sequence number after its last entry.</summary>
    public long End => First + kinds.Length;

    /// <summary>When its first entry was decided, in microseconds since 1970.</summary>
    public long FirstAt { get; }

    public int Count => kinds.Length;

    /// <summary>Those who spent in it; <see cref="Members"/> are places in here.</summary>
    public string[] MemberIds { get; }

    /// <summary>Of each entry, what it is: see <see cref="UsageKind"/>.</summary>
    public ReadOnlySpan<byte> Kinds => kinds;

    /// <summary>Of each entry, who spent; without meaning where nobody did.</summary>
    public ReadOnlySpan<ushort> Members => members;

    /// <summary>Of each entry, for which job: a place in <see cref="JobIds"/>, from 1; 0 where there is none.</summary>
    public ReadOnlySpan<ushort> Jobs => jobs;

    /// <summary>Reversals by their place, each with its debit's sequence number.</summary>
    public ReadOnlySpan<(int Place, long Debit)> Reversals => reversals;

    /// <summary>Places from which on nothing was left to spend and, by turns, something was again; before the first, something was.</summary>
    public ReadOnlySpan<ushort> Emptiness => emptiness;

    /// <summary>Whether the jobs' ids were read with it.</summary>
    public bool HasJobIds => jobIds is not null;

    /// <summary>Memory that it takes, roughly.</summary>
    public int Bytes => 250 + (kinds.Length * 5) + (reversals.Length * 16) + (emptiness.Length * 2) + times.Length + (jobIds?.Length ?? 0) + (MemberIds.Length * 60);

    /// <param name="first">The sequence number of the first entry.</param>
    /// <param name="firstAt">When that was decided.</param>
    /// <param name="entries">As <see cref="BlockBuilder"/> wrote them.</param>
    /// <param name="jobIds">The jobs' ids as it wrote them; null where nobody asks for them.</param>
    public static UsageBlock Read(long first, long firstAt, byte[] entries, byte[]? jobIds)
    {
        ReadOnlySpan<byte> input = entries;
        var count = (int)StoredBytes.Number(ref input);
        var entryKinds = StoredBytes.Take(ref input, count).ToArray();
        var memberIds = new string[StoredBytes.Number(ref input)];
        for (var at = 0; at < memberIds.Length; at++)
        {
            memberIds[at] = StoredBytes.Text(ref input);
        }

        var (entryMembers, entryJobs) = (new ushort[count], new ushort[count]);
        var entryReversals = new List<(int, long)>();
        for (var at = 0; at < count; at++)
        {
            var kind = new UsageKind(entryKinds[at]);
            if (kind.IsUsage)
            {
                entryMembers[at] = (ushort)StoredBytes.Number(ref input);
                entryJobs[at] = (ushort)StoredBytes.Number(ref input);
                if (kind.IsReversal)
                {
                    entryReversals.Add((at, first + at - StoredBytes.Number(ref input)));
                }
            }
        }

        var changes = new ushort[StoredBytes.Number(ref input)];
        for (var at = 0; at < changes.Length; at++)
        {
            changes[at] = (ushort)StoredBytes.Number(ref input);
        }

        return new UsageBlock(first, firstAt, entryKinds, memberIds, entryMembers, entryJobs, [.. entryReversals], changes, input.ToArray(), jobIds);
    }

    /// <summary>The jobs' ids as they are stored: how many, and each with its length.</summary>
    public byte[] JobBytes => jobIds ?? throw new InvalidOperationException("The jobs' ids were not read.");

    /// <summary>The jobs' ids, the first of them at 1.</summary>
    public string?[] JobIds()
    {
        ReadOnlySpan<byte> input = JobBytes;
        var ids = new string?[StoredBytes.Number(ref input) + 1];
        for (var at = 1; at < ids.Length; at++)
        {
            ids[at] = StoredBytes.Text(ref input);
        }

        return ids;
    }

    /// <summary>The place of the first entry at or after an instant, from a place on; <see cref="Count"/> where there is none.</summary>
    public int PlaceOf(long instant)
    {
        ReadOnlySpan<byte> input = times;
        var at = FirstAt;
        for (var place = 0; place < kinds.Length; place++)
        {
            at += StoredBytes.Number(ref input);
            if (at >= instant)
            {
                return place;
            }
        }

        return kinds.Length;
    }

    /// <summary>Tells when each entry was decided, in microseconds since 1970.</summary>
    /// <param name="into">As many as there are entries, or more.</param>
    public void Times(Span<long> into)
    {
        ReadOnlySpan<byte> input = times;
        var at = FirstAt;
        for (var place = 0; place < kinds.Length; place++)
        {
            into[place] = at += StoredBytes.Number(ref input);
        }
    }

    /// <summary>When the entry at a place was decided.</summary>
    public long AtOf(int place)
    {
        ReadOnlySpan<byte> input = times;
        var at = FirstAt;
        for (var passed = 0; passed <= place; passed++)
        {
            at += StoredBytes.Number(ref input);
        }

        return at;
    }
}
