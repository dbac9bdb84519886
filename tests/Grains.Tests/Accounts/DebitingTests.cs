using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

public sealed class DebitingTests
{
    [Fact]
    public void The_pool_pays_first_then_extra_then_nothing()
    {
        var team = TeamBook.WithPool(2);
        team.Grant(1);

        Assert.Equal([Bucket.Pool, Bucket.Pool, Bucket.Extra, null], Enumerable.Range(0, 4).Select(_ => team.Spend()));
        Assert.Equal(RefusalReason.CreditsExhausted, team.Refused().Reason);
        Assert.Equal((0, 0), (team.Account.Remaining.Count, team.Account.Extra.Count));
        Assert.Equal(3, team.Account.Balance.Used.Count);
    }

    [Fact]
    public void A_refusal_says_what_remains_when_the_pool_resets_and_what_would_help()
    {
        var team = TeamBook.WithPool(1);
        team.Spend();

        var refusal = team.Refused();

        Assert.Equal(team.Account.Cycle.End, refusal.ResetsAt);
        Assert.Equal([Remedy.Wait, Remedy.TopUp, Remedy.Upgrade], refusal.Remedies);
    }

    [Fact]
    public void Someone_who_is_no_active_member_spends_nothing()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna");
        team.Remove("anna");

        Assert.Equal(RefusalReason.MemberNotActive, team.Refused("anna").Reason);
        Assert.Equal(RefusalReason.MemberNotActive, team.Refused("nobody").Reason);
    }

    [Fact]
    public void A_budget_stops_its_member_and_nobody_else()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna", budget: BudgetRule.Capped(new Credits(1)));
        team.Put("ben");

        Assert.Equal(Bucket.Pool, team.Spend("anna"));
        Assert.Equal(RefusalReason.MemberBudgetReached, team.Refused("anna").Reason);
        Assert.Contains(Remedy.RaiseBudget, team.Refused("anna").Remedies);
        Assert.Equal(Bucket.Pool, team.Spend("ben"));
    }

    [Fact]
    public void The_teams_budget_holds_for_those_without_one_of_their_own()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna", budget: BudgetRule.Capped(new Credits(2)));
        team.Put("ben", budget: BudgetRule.None);
        team.SetTeamBudget(1);

        Assert.Equal([Bucket.Pool, null], new[] { team.Spend(), team.Spend() });
        Assert.Equal([Bucket.Pool, Bucket.Pool, null], new[] { team.Spend("anna"), team.Spend("anna"), team.Spend("anna") });
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(Bucket.Pool, team.Spend("ben")));
    }

    [Fact]
    public void A_budget_below_what_was_used_only_blocks_what_comes()
    {
        var team = TeamBook.Subscribed();
        team.Spend();
        team.Spend();
        team.SetTeamBudget(1);

        Assert.Equal(RefusalReason.MemberBudgetReached, team.Refused().Reason);
        Assert.Equal(2, team.Account.Balance.Used.Count);
    }

    [Fact]
    public void A_frozen_pool_keeps_its_numbers_and_extra_still_spends()
    {
        var team = TeamBook.WithPool(5);
        team.Grant(1);
        team.Spend();
        team.PaymentIs(overdue: true);

        Assert.Equal(Bucket.Extra, team.Spend());
        Assert.Equal(RefusalReason.PaymentPastDue, team.Refused().Reason);
        Assert.Equal([Remedy.PayInvoice, Remedy.TopUp], team.Refused().Remedies);
        Assert.Equal(4, team.Account.Remaining.Count);

        team.PaymentIs(overdue: false);
        Assert.Equal(Bucket.Pool, team.Spend());
    }

    [Fact]
    public void After_the_trial_nothing_spends_though_extra_is_kept()
    {
        var team = TeamBook.InTrial();
        team.Grant(7);
        team.PassTime(TimeSpan.FromDays(14));

        Assert.Equal(RefusalReason.TrialEnded, team.Refused().Reason);
        Assert.Equal([Remedy.Subscribe], team.Refused().Remedies);
        Assert.Equal((0, 7), (team.Account.Remaining.Count, team.Account.Extra.Count));
    }

    [Fact]
    public void After_a_canceled_subscriptions_period_nothing_spends_though_extra_is_kept()
    {
        var team = TeamBook.Subscribed();
        team.Grant(7);
        team.Cancel();
        Assert.Equal(Bucket.Pool, team.Spend());

        team.PassTime(TimeSpan.FromDays(31));

        Assert.Equal(RefusalReason.SubscriptionCanceled, team.Refused().Reason);
        Assert.Equal((0, 7), (team.Account.Remaining.Count, team.Account.Extra.Count));
    }

    [Fact]
    public void Nobody_is_told_to_wait_for_a_reset_that_will_not_come()
    {
        var lastDay = TeamBook.InTrial();
        lastDay.SetTeamBudget(1);
        lastDay.PassTime(TimeSpan.FromDays(13));
        lastDay.Spend();
        var ending = TeamBook.WithPool(1);
        ending.Cancel();
        ending.Spend();

        Assert.Equal((RefusalReason.MemberBudgetReached, null), (lastDay.Refused().Reason, lastDay.Refused().ResetsAt));
        Assert.Equal([Remedy.RaiseBudget], lastDay.Refused().Remedies);
        Assert.Equal((RefusalReason.CreditsExhausted, null), (ending.Refused().Reason, ending.Refused().ResetsAt));
        Assert.DoesNotContain(Remedy.Wait, ending.Refused().Remedies);
    }

    [Fact]
    public void Where_the_reset_comes_waiting_for_it_helps()
    {
        var before = TeamBook.InTrial();
        before.SetTeamBudget(1);
        before.PassTime(TimeSpan.FromDays(12));
        before.Spend();

        Assert.Equal([Remedy.RaiseBudget, Remedy.Wait], before.Refused().Remedies);
    }

    /// <summary>Everything that can block at once: whatever comes first in the rules' order is the reason.</summary>
    [Theory]
    [InlineData(true, true, true, RefusalReason.MemberNotActive)]
    [InlineData(false, true, true, RefusalReason.TrialEnded)]
    [InlineData(false, false, true, RefusalReason.MemberBudgetReached)]
    [InlineData(false, false, false, RefusalReason.CreditsExhausted)]
    public void The_first_rule_that_blocks_names_the_reason(bool removed, bool trialEnded, bool budget, RefusalReason reason)
    {
        var team = TeamBook.InTrial();
        team.Put("anna", budget: budget ? BudgetRule.Capped(Credits.Zero) : BudgetRule.FollowsTeam);
        while (team.Spend() is not null)
        {
        }

        if (removed)
        {
            team.Remove("anna");
        }

        if (trialEnded)
        {
            team.PassTime(TimeSpan.FromDays(20));
        }

        Assert.Equal(reason, team.Refused("anna").Reason);
    }

    [Fact]
    public void Deciding_changes_nothing()
    {
        var team = TeamBook.WithPool(1);
        var before = team.Account.Balance;

        Debiting.Decide(team.Account, new DebitRequest("k", MemberId.Parse("olga"), AiAction.Answer));

        Assert.Equal(before, team.Account.Balance);
    }
}
