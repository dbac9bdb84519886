
namespace Purser.Grains.Tests.Accounts;

public sealed class PassingOfTimeTests
{
    [Fact]
    public void A_cycle_ends_at_its_end_not_a_microsecond_before()
    {
        var team = TeamBook.WithPool(1);
        team.Spend();
        var end = team.Account.Cycle.End!.Value;

        team.PassTime(end - team.Now - TimeSpan.FromMicroseconds(1));
        Assert.Null(team.Spend());

        team.PassTime(TimeSpan.FromMicroseconds(1));
        Assert.Equal(end, team.Account.Cycle.Start);
        Assert.Equal(Bucket.Pool, team.Spend());
    }

    [Fact]
    public void Months_are_counted_from_the_anchor_with_a_clamp()
    {
        var team = TeamBook.Subscribed(anchor: TeamBook.Start);
        List<string> ends = [];
        for (var month = 0; month < 5; month++)
        {
            ends.Add(team.Account.Cycle.End!.Value.ToString("MM-dd HH:mm"));
            team.PassTime(team.Account.Cycle.End!.Value - team.Now);
        }

        Assert.Equal(["02-28 09:30", "03-31 09:30", "04-30 09:30", "05-31 09:30", "06-30 09:30"], ends);
    }

    [Fact]
    public void However_many_cycles_were_missed_there_is_one_entry_and_one_allowance()
    {
        var team = TeamBook.WithPool(10);
        team.Grant(5);
        team.Spend();
        var before = team.Entries.Count;

        team.PassTime(TimeSpan.FromDays(400));

        Assert.Equal(before + 1, team.Entries.Count);
        Assert.Equal((10, 5, 0), (team.Account.Remaining.Count, team.Account.Extra.Count, team.Account.Balance.Used.Count));
        Assert.True(team.Account.Cycle.Start <= team.Now && team.Now < team.Account.Cycle.End);
    }

    [Fact]
    public void A_trial_refills_every_day_for_fourteen_days_and_ends()
    {
        var team = TeamBook.InTrial();
        for (var day = 1; day <= 14; day++)
        {
            Assert.Equal((day, 10), (team.Account.Trial!.DayAt(team.Now), team.Account.Remaining.Count));
            team.Spend();
            team.PassTime(TimeSpan.FromDays(1));
        }

        Assert.Equal(TeamStatus.TrialEnded, team.Account.Status);
        Assert.Equal((0, 0), (team.Account.Remaining.Count, team.Account.Total.Count));
    }

    [Fact]
    public void Time_never_runs_backwards_within_a_team()
    {
        var team = TeamBook.WithPool(2);
        team.PassTime(TimeSpan.FromDays(10));
        team.Spend();
        team.PassTime(TimeSpan.FromDays(-20));

        team.Spend();

        Assert.Equal(team.Entries[^2].At, team.Entries[^1].At);
    }

    [Fact]
    public void A_larger_allowance_counts_at_once_a_smaller_one_from_the_next_cycle()
    {
        var team = TeamBook.Subscribed("lite", seats: 2);
        team.Spend();

        team.SetSeats(3);
        Assert.Equal((300, 299), (team.Account.Total.Count, team.Account.Remaining.Count));

        team.SetSeats(1);
        Assert.Equal((300, 299), (team.Account.Total.Count, team.Account.Remaining.Count));

        team.SetSeats(3);
        Assert.Equal((300, 299), (team.Account.Total.Count, team.Account.Remaining.Count));

        team.SetSeats(1);
        team.PassTime(TimeSpan.FromDays(31));
        Assert.Equal((100, 100), (team.Account.Total.Count, team.Account.Remaining.Count));
    }
}
