namespace Purser.Local.Tests;

/// <summary>The demo's month is as it is told to be, on whatever day of whatever month and at whatever hour it is made.</summary>
public sealed class DemoMonthTests
{
    /// <summary>Every weekday, the ends of months, both ends of a day.</summary>
    public static readonly TheoryData<DateTimeOffset> Days =
        [.. Enumerable.Range(0, 70).Select(n => new DateTimeOffset(2027, 12, 20, 0, 5, 0, TimeSpan.Zero).AddDays(n).AddHours(n % 3 * 11.7))];

    [Theory, MemberData(nameof(Days))]
    public void The_pool_is_used_up_and_some_of_extra_is(DateTimeOffset now)
    {
        var month = new DemoMonth(now);

        Assert.Equal(DemoMonth.Pool + DemoMonth.FromGift, InCycle(month).Count());
        Assert.InRange(month.Anchor, now.AddDays(-25), now.AddDays(-23));
        Assert.Contains(month.Debits, debit => debit.At < month.Anchor);
    }

    [Theory, MemberData(nameof(Days))]
    public void It_can_be_told_in_order_and_nothing_of_it_is_to_come(DateTimeOffset now)
    {
        var debits = new DemoMonth(now).Debits;

        Assert.Equal(debits.OrderBy(debit => debit.At), debits);
        Assert.All(debits, debit => Assert.True(debit.At <= now));
        Assert.Equal(debits.Count, debits.Select(debit => debit.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(debits, new DemoMonth(now).Debits);
    }

    [Theory, MemberData(nameof(Days))]
    public void Each_of_them_spends_as_is_their_habit(DateTimeOffset now)
    {
        var month = new DemoMonth(now);
        var cycle = InCycle(month).ToList();
        var used = cycle.CountBy(debit => debit.MemberId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

        Assert.All(DemoPerson.All, person => Assert.InRange(used[person.Id], 20, DemoMonth.Pool));
        Assert.All(DemoPerson.All.Where(person => person.Budget is not null), person => Assert.Equal(person.Budget, used[person.Id]));
        var byMachine = cycle.Count(debit => debit.Action is "job_matching" or "auto_bid");
        Assert.InRange(byMachine, cycle.Count / 4, cycle.Count * 3 / 5);
        Assert.Equal(DemoAutoBid.MemberId, used.MaxBy(member => member.Value).Key);
        Assert.InRange(cycle.Count(debit => debit.Regeneration), cycle.Count / 20, cycle.Count / 5);
        Assert.Equal(7, cycle.Select(debit => debit.Action).Distinct(StringComparer.Ordinal).Count(action => action is not "answer"));
    }

    [Theory, MemberData(nameof(Days))]
    public void Auto_Bid_is_at_work_in_the_third_week_only_and_bids_on_what_it_matched(DateTimeOffset now)
    {
        var month = new DemoMonth(now);
        var machine = month.Debits.Where(debit => debit.Action is "job_matching" or "auto_bid").ToList();

        Assert.All(machine, debit => Assert.InRange(debit.At, month.Anchor.AddDays(14), month.Anchor.AddDays(21)));
        var matched = machine.Where(debit => debit.Action is "job_matching").Select(debit => debit.JobId).ToHashSet(StringComparer.Ordinal);
        Assert.All(machine.Where(debit => debit.Action is "auto_bid"), debit => Assert.Contains(debit.JobId, matched));
    }

    private static IEnumerable<DemoPastDebit> InCycle(DemoMonth month) => month.Debits.Where(debit => debit.At >= month.Anchor);
}
