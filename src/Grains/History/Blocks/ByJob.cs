using System.Buffers;
using System.Text;

namespace Purser.History.Blocks;

/// <summary>By job; what was for none is a group without a key.</summary>
/// <remarks>
/// A cycle may have a hundred thousand jobs, of which a few are listed. So their ids stay the bytes that they are stored as, in a hash
/// table whose arrays are rented, and text is made of those that are asked for.
/// </remarks>
internal sealed class ByJob : Grouping
{
    private readonly int[] inBlock = new int[UsageBlock.Size + 1];
    private Job[] jobs = ArrayPool<Job>.Shared.Rent(1024);
    private int[] slots = RentSlots(4096);
    private int mask = 4095;
    private int count;
    private int none = -1;
    private UsageBlock? block;

    public override int Count => count;

    public override void Enter(UsageBlock block, long from)
    {
        this.block = block;
        var bytes = block.JobBytes;
        ReadOnlySpan<byte> input = bytes;
        var number = (int)StoredBytes.Number(ref input);
        for (var at = 1; at <= number; at++)
        {
            var length = (int)StoredBytes.Number(ref input);
            inBlock[at] = GroupOf(bytes, bytes.Length - input.Length, length);
            input = input[length..];
        }
    }

    public override int Of(int place) => block!.Jobs[place] is > 0 and var job ? inBlock[job]
        : none >= 0 ? none
        : none = Add(default);

    public override string? KeyOf(int group) => group == none ? null : Encoding.UTF8.GetString(jobs[group].Id);

    public override int Compare(int one, int other) =>
        one == none || other == none ? (other == none).CompareTo(one == none) : jobs[one].Id.SequenceCompareTo(jobs[other].Id);

    public override void Dispose()
    {
        ArrayPool<Job>.Shared.Return(jobs, clearArray: true);
        ArrayPool<int>.Shared.Return(slots);
        (jobs, slots, count) = ([], [], 0);
        base.Dispose();
    }

    private int GroupOf(byte[] bytes, int start, int length)
    {
        var id = bytes.AsSpan(start, length);
        var hash = default(HashCode);
        hash.AddBytes(id);
        var code = hash.ToHashCode();
        for (var slot = code & mask; ; slot = (slot + 1) & mask)
        {
            var group = slots[slot] - 1;
            if (group < 0)
            {
                slots[slot] = count + 1;
                return Add(new Job(bytes, start, length, code));
            }

            if (jobs[group].Code == code && jobs[group].Id.SequenceEqual(id))
            {
                return group;
            }
        }
    }

    private int Add(Job job)
    {
        if (count == jobs.Length)
        {
            var more = ArrayPool<Job>.Shared.Rent(count * 2);
            jobs.AsSpan(0, count).CopyTo(more);
            ArrayPool<Job>.Shared.Return(jobs, clearArray: true);
            jobs = more;
        }

        jobs[count++] = job;
        if (count * 2 > mask)
        {
            Spread();
        }

        return count - 1;
    }

    /// <summary>Makes the table twice as large, so that it is never more than half full.</summary>
    private void Spread()
    {
        ArrayPool<int>.Shared.Return(slots);
        mask = (mask * 2) + 1;
        slots = RentSlots(mask + 1);
        for (var group = 0; group < count; group++)
        {
            if (group == none || jobs[group].Bytes is null)
            {
                continue;
            }

            var slot = jobs[group].Code & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = group + 1;
        }
    }

    private static int[] RentSlots(int size)
    {
        var rented = ArrayPool<int>.Shared.Rent(size);
        Array.Clear(rented, 0, size);
        return rented;
    }

    /// <summary>A job's id among the bytes of a block; no bytes where it is none.</summary>
    private readonly record struct Job(byte[]? Bytes, int Start, int Length, int Code)
    {
        public ReadOnlySpan<byte> Id => Bytes.AsSpan(Start, Length);
    }
}
