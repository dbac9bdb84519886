namespace Purser.History.Blocks;

/// <summary>
/// Adds up what some debits took, less what their reversals gave back, whenever they did: a reversal counts with its debit.
/// Blocks are added in their order.
/// </summary>
/// <param name="from">The first debit.</param>
/// <param name="end">The one after the last.</param>
/// <param name="groups">By what it is grouped.</param>
internal sealed class UsageSum(long from, long end, Grouping groups)
{
    private long[] credits = [];
    private long[] regenerations = [];

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

    /// <summary>What each group comes to; those that come to nothing are left out.</summary>
    public IEnumerable<GroupSum> Result()
    {
        for (var group = 0; group < groups.Count; group++)
        {
            if (credits[group] != 0)
            {
                yield return new GroupSum(groups.KeyOf(group), credits[group], regenerations[group]);
            }
        }
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
        credits[group] += sign;
        if (UsageKind.IsRegeneration(kind.Purpose))
        {
            regenerations[group] += sign;
        }
    }

    private void EnsureRoom()
    {
        if (credits.Length < groups.Count)
        {
            var room = Math.Max(groups.Count, credits.Length * 2);
            Array.Resize(ref credits, room);
            Array.Resize(ref regenerations, room);
        }
    }
}

/// <summary>What a group comes to.</summary>
/// <param name="Key">Its key; null for what has none.</param>
/// <param name="Credits">Credits used, less those given back.</param>
/// <param name="Regenerations">How many of them were for regenerations.</param>
internal readonly record struct GroupSum(string? Key, long Credits, long Regenerations);
