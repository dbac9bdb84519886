using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class AutomationBudgetTests
{
    [Fact]
    public void Runs_stop_when_they_have_taken_what_they_may_and_people_go_on()
    {
        var team = TeamBook.WithPool(10);
        team.SetAutomationBudget(new AutomationBudget(Percent: 35));

        Assert.Equal(3, TakeAll(team, AiAction.JobMatching));
        var refused = Assert.IsType<DebitDecision.Refuse>(team.Debit(action: AiAction.AutoBid)).Refusal;
        Assert.Equal((RefusalReason.AutomationBudgetReached, team.Account.Cycle.End), (refused.Reason, refused.ResetsAt));
        Assert.Equal([Remedy.RaiseBudget, Remedy.Wait], refused.Remedies);
        Assert.Equal(7, TakeAll(team, AiAction.CoverLetter));

        team.ClockSays(team.Account.Cycle.End!.Value);
        Assert.Equal(3, TakeAll(team, AiAction.AutoBid));
    }

    [Fact]
    public void A_new_budget_counts_what_was_taken_before_it_and_lowering_it_only_blocks()
    {
        var team = TeamBook.WithPool(10);
        team.Debit(action: AiAction.JobMatching);
        team.Debit(action: AiAction.AutoBid);

        team.SetAutomationBudget(new AutomationBudget(new Credits(3)));
        Assert.Equal(1, TakeAll(team, AiAction.JobMatching));

        team.SetAutomationBudget(new AutomationBudget(new Credits(1)));
        Assert.Equal((7, 0), (team.Account.Remaining.Count, TakeAll(team, AiAction.JobMatching)));

        team.SetAutomationBudget(null);
        Assert.Equal(7, TakeAll(team, AiAction.JobMatching));
    }

    [Fact]
    public void A_credit_that_is_given_back_may_be_taken_again()
    {
        var team = TeamBook.WithPool(10);
        team.SetAutomationBudget(new AutomationBudget(new Credits(1)));
        team.Debit(action: AiAction.JobMatching);

        team.Reverse(team.Entries[^1]);

        Assert.Equal(1, TakeAll(team, AiAction.JobMatching));
    }

    [Fact]
    public void Extra_is_there_for_runs_as_for_people_where_the_pool_ends_before_the_budget()
    {
        var team = TeamBook.WithPool(2);
        team.Grant(3);
        team.SetAutomationBudget(new AutomationBudget(new Credits(2)));
        team.Spend();

        Assert.Equal(4, TakeAll(team, AiAction.JobMatching));
    }

    [Fact]
    public void A_share_grows_with_the_allowance()
    {
        var team = TeamBook.Subscribed(seats: 1);
        team.SetAutomationBudget(new AutomationBudget(Percent: 10));
        Assert.Equal(10, TakeAll(team, AiAction.JobMatching));

        team.SetSeats(2);

        Assert.Equal(10, TakeAll(team, AiAction.JobMatching));
    }

    [Theory]
    [InlineData(5, 0, 3, 3)]
    [InlineData(5, 2, 0, 0)]
    [InlineData(5, 2, 7, 5)]
    [InlineData(5, 2, 3, null)]
    public void A_snapshot_from_before_it_was_counted_is_used_where_it_tells_what_auto_bid_took_from_the_pool(
        long pool, long extra, long byAutoBid, int? expected)
    {
        var before = TeamBook.WithPool(10).Account.ToSnapshot();
        var member = Assert.Single(before.Members) with
        {
            Used = [KeyValuePair.Create(AiAction.Answer, new Credits(pool + extra - byAutoBid)), KeyValuePair.Create(AiAction.JobMatching, new Credits(byAutoBid))],
        };
        var stored = before with { UsedFromPool = new(pool), UsedFromExtra = new(extra), Members = [member], AutoBidFromPool = null };

        var read = TeamSnapshot.FromBytes(stored.ToBytes());

        Assert.Equal(expected, (int?)read?.AutoBidFromPool!.Value.Count);
        Assert.Equal(expected is null, read is null);
    }

    private static int TakeAll(TeamBook team, AiAction action)
    {
        var taken = 0;
        while (team.Debit(action: action) is DebitDecision.Take)
        {
            taken++;
        }

        return taken;
    }
}
