using System.Globalization;

namespace Purser.History.Blocks;

/// <summary>By day in a time zone: the day of the debit, also for what was reversed on a later one.</summary>
internal sealed class ByDay(LocalDays days) : KeyedGrouping
{
    private readonly Dictionary<DateOnly, int> groups = [];

    /// <summary>From which debit on which group holds, in order.</summary>
    private readonly List<long> starts = [];
    private readonly List<int> ofStart = [];
    private long dayEnd = long.MinValue;
    private long first;
    private int at;

    public override void Enter(UsageBlock block, long from)
    {
        first = block.First;
        var place = (int)Math.Max(0, from - block.First);
        while (place < block.Count)
        {
            var next = dayEnd == long.MinValue ? place : Math.Max(place, block.PlaceOf(dayEnd));
            if (next == block.Count)
            {
                break;
            }

            var instant = block.AtOf(next);
            dayEnd = days.EndOf(instant);
            starts.Add(block.First + next);
            ofStart.Add(GroupOf(days.DayOf(instant)));
            place = next + 1;
        }

        at = 0;
    }

    public override void EnterLater(UsageBlock block)
    {
        // Its debits are of no interest, and its reversals' were met before.
    }

    /// <remarks>Asked for one place after the other, so the search goes on where it was.</remarks>
    public override int Of(int place) => OfDebit(first + place);

    public override int OfReversal(int place, long debit) => OfDebit(debit);

    private int OfDebit(long debit)
    {
        if (starts[at] > debit || (at + 1 < starts.Count && starts[at + 1] <= debit))
        {
            at = starts.BinarySearch(debit);
            at = at < 0 ? ~at - 1 : at;
        }

        return ofStart[at];
    }

    private int GroupOf(DateOnly day)
    {
        if (!groups.TryGetValue(day, out var group))
        {
            groups.Add(day, group = Add(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        }

        return group;
    }
}
