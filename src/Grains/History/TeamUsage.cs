using System.Runtime.InteropServices;
using Purser.History.Blocks;

namespace Purser.History;

/// <summary>
/// A team's usage as this silo knows it: the heads of its blocks and the lines after them. Each read brings it up to the ledger's
/// last entry first, and puts into blocks what has come to be whole ones.
/// </summary>
/// <param name="teamId">The team.</param>
/// <param name="store">Where its blocks are kept.</param>
/// <param name="lines">Where its entries are.</param>
/// <param name="mostBytes">How much of its blocks' columns may be kept in memory.</param>
/// <param name="longReads">Waited for by reads that turn out to be long ones: few run side by side.</param>
internal sealed class TeamUsage(TeamId teamId, BlockStore store, UsageLines lines, long mostBytes, SemaphoreSlim longReads)
{
    /// <summary>Entries read at once: some 20 ms on a connection that others wait for.</summary>
    private const int LinesAtOnce = 8 * UsageBlock.Size;

    private readonly Lock gate = new();
    private readonly BlockBuilder builder = new();
    private readonly List<UsageLine> tail = [];
    private List<BlockHead>? heads;
    private KeptBlocks kept = new(mostBytes);
    private long headBytes;
    private long lastSeq;
    private long lastAt;
    private UsageView? view;
    private Task<UsageView>? running;
    private Task<UsageView>? waiting;

    /// <summary>Memory that it takes, roughly.</summary>
    public long Bytes => 1000 + Volatile.Read(ref headBytes) + (tail.Capacity * 80L) + kept.Bytes;

    /// <summary>The usage up to an entry that is not before any that was durable when this was asked.</summary>
    public Task<UsageView> ReadAsync()
    {
        lock (gate)
        {
            if (waiting is null && (running is null or { IsCompleted: true }))
            {
                return running = Task.Run(CatchUpAsync);
            }

            // What is under way may have looked already. All who come meanwhile share the next look.
            return waiting ??= AfterAsync(running!);
        }
    }

    private async Task<UsageView> AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (gate)
        {
            (running, waiting) = (waiting, null);
        }

        return await CatchUpAsync();
    }

    private async Task<UsageView> CatchUpAsync()
    {
        var isLong = false;
        try
        {
            if (heads is null)
            {
                Begin(await store.HeadsAsync(teamId));
            }

            while (true)
            {
                var read = await ReadOnAsync();
                if (read < LinesAtOnce)
                {
                    return view ??= View();
                }

                if (!isLong)
                {
                    await longReads.WaitAsync();
                    isLong = true;
                }
            }
        }
        catch
        {
            // It may be half of what it was to become.
            heads = null;
            throw;
        }
        finally
        {
            if (isLong)
            {
                longReads.Release();
            }
        }
    }

    private void Begin(List<BlockHead> known)
    {
        (heads, view) = (known, null);
        tail.Clear();
        (lastSeq, lastAt) = known.Count == 0 ? (0, 0) : (known.Count * (long)UsageBlock.Size, known[^1].LastAt);
        headBytes = known.Sum(static head => (long)head.Bytes);
        kept = new KeptBlocks(mostBytes);
    }

    /// <summary>Takes in entries after the last one; returns how many there were.</summary>
    private async Task<int> ReadOnAsync()
    {
        var read = 0;
        UsageLine? last = null;
        // The last one is read again: that it is still there says that this is the ledger that is known.
        await foreach (var line in lines.ReadAsync(teamId, Math.Max(lastSeq, 1), LinesAtOnce + 1))
        {
            if (line.Seq == lastSeq)
            {
                last = line;
                continue;
            }

            tail.Add(line);
            read++;
        }

        if (lastSeq > 0 && !(last is { } same && IsAt(same, lastAt)))
        {
            // A table that went back in time has gone back as a whole, its blocks included; they are made anew to be sure.
            await store.ForgetAsync(teamId);
            Begin([]);
            return LinesAtOnce;
        }

        if (read > 0)
        {
            view = null;
            (lastSeq, lastAt) = (tail[^1].Seq, tail[^1].At);
            await CutAsync();
        }

        return read;
    }

    /// <summary>Whether an entry that is read again is at the time that is known of it, or gets it from what follows.</summary>
    private bool IsAt(UsageLine line, long at) => line.At == at || (!line.Kind.IsUsage && tail.Exists(next => next.At == at));

    /// <summary>
    /// Usage is in the order of its time, and so is all else but where a past was told: what stands before that was decided after it.
    /// Blocks are found by their times, so such an entry gets the time of what follows.
    /// </summary>
    private void OrderTimes()
    {
        var earliest = long.MaxValue;
        for (var at = tail.Count - 1; at >= 0; at--)
        {
            if (tail[at].At > earliest)
            {
                tail[at] = tail[at] with { At = earliest };
            }

            earliest = tail[at].At;
        }
    }

    /// <summary>Makes blocks of what is whole, as far as what follows is no earlier.</summary>
    private async Task CutAsync()
    {
        OrderTimes();
        var ordered = tail.FindLastIndex(static line => line.Kind.IsUsage) + 1;
        var whole = ordered - (ordered % UsageBlock.Size);
        if (whole == 0)
        {
            return;
        }

        List<BuiltBlock> built = [];
        var all = CollectionsMarshal.AsSpan(tail);
        for (var at = 0; at < whole; at += UsageBlock.Size)
        {
            built.Add(builder.Build(all.Slice(at, UsageBlock.Size)));
        }

        tail.RemoveRange(0, whole);
        await store.AddAsync(teamId, built);
        foreach (var block in built)
        {
            heads!.Add(block.Head);
            headBytes += block.Head.Bytes;
        }
    }

    private UsageView View() => new(
        heads!.ToArray(),
        tail.Count == 0 ? null : builder.Build(CollectionsMarshal.AsSpan(tail)),
        lastSeq,
        kept);
}
