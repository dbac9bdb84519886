using System.Buffers;

namespace Purser.History.Blocks;

/// <summary>
/// Adds up what some debits took, less what their reversals gave back, whenever they did: a reversal counts with its debit.
/// Blocks are added in their order.
/// </summary>
/// <param name="from">The first debit.</param>
/// <param name="end">The one after the last.</param>
/// <param name="groups">By what it is grouped.</param>
internal sealed class UsageSum(long from, long end, Grouping groups) : IDisposable
{
    private long[] credits = Rent(64);
    private long[] regenerations = Rent(64);

    public void Add(UsageBlock block)
    {
        if (block.First < end)
        {
            groups.Enter(block, from);
            EnsureRoom();
            AddDebits(block);
        }
        else
        {
            groups.EnterLater(block);
            EnsureRoom();
        }

        foreach (var (place, debit) in block.Reversals)
        {
            var kind = new UsageKind(block.Kinds[place]);
            if (kind.Role is EntryRole.GivesBack && debit >= from && debit < end)
            {
                Count(groups.OfReversal(place, debit), kind, -1);
            }
        }
    }

    /// <summary>The groups that come to something.</summary>
    public IEnumerable<int> Groups()
    {
        for (var group = 0; group < groups.Count; group++)
        {
            if (credits[group] != 0)
            {
                yield return group;
            }
        }
    }

    /// <summary>What a group comes to.</summary>
    public GroupSum this[int group] => new(groups.KeyOf(group), credits[group], regenerations[group]);

    /// <summary>The order of two groups by their keys.</summary>
    public int InOrder(int one, int other) => groups.Compare(one, other);

    /// <summary>The order of two groups: the larger first, and those of the same size by their keys.</summary>
    public int LargestFirst(int one, int other) =>
        credits[one] != credits[other] ? credits[other].CompareTo(credits[one]) : groups.Compare(one, other);

    /// <summary>What a group comes to, without its key.</summary>
    public (long Credits, long Regenerations) AmountOf(int group) => (credits[group], regenerations[group]);

    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(credits);
        ArrayPool<long>.Shared.Return(regenerations);
        (credits, regenerations) = ([], []);
        groups.Dispose();
    }

    private void AddDebits(UsageBlock block)
    {
        var kinds = block.Kinds;
        var first = (int)Math.Max(0, from - block.First);
        var last = (int)Math.Min(kinds.Length, end - block.First);
        for (var place = first; place < last; place++)
        {
            var kind = new UsageKind(kinds[place]);
            if (kind.Role is EntryRole.Debit)
            {
                Count(groups.Of(place), kind, 1);
            }
        }
    }

    private void Count(int group, UsageKind kind, int sign)
    {
        if (group >= credits.Length)
        {
            EnsureRoom();
        }

        credits[group] += sign;
        if (UsageKind.IsRegeneration(kind.Purpose))
        {
            regenerations[group] += sign;
        }
    }

    private void EnsureRoom()
    {
        if (credits.Length <= groups.Count)
        {
            Grow(ref credits);
            Grow(ref regenerations);
        }
    }

    /// <summary>One more than there are, for a group may be met among entries.</summary>
    private void Grow(ref long[] counts)
    {
        var more = Rent(Math.Max(groups.Count + 1, counts.Length * 2));
        counts.CopyTo(more, 0);
        ArrayPool<long>.Shared.Return(counts);
        counts = more;
    }

    private static long[] Rent(int size)
    {
        var rented = ArrayPool<long>.Shared.Rent(size);
        Array.Clear(rented);
        return rented;
    }
}

/// <summary>What a group comes to.</summary>
/// <param name="Key">Its key; null for what has none.</param>
/// <param name="Credits">Credits used, less those given back.</param>
/// <param name="Regenerations">How many of them were for regenerations.</param>
internal readonly record struct GroupSum(string? Key, long Credits, long Regenerations);
