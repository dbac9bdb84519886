using Purser.Accounts;

namespace Purser.Grains.Tests.Accounts;

public sealed class ReversingTests
{
    [Fact]
    public void A_pool_credit_goes_back_to_the_pool_and_the_members_budget()
    {
        var team = TeamBook.WithPool(1);
        team.SetTeamBudget(1);
        team.Spend();
        Assert.Equal(RefusalReason.MemberBudgetReached, team.Refused().Reason);

        var reversed = team.Reverse(team.Entries[^1]);

        Assert.Equal(Credits.One, reversed!.Amount);
        Assert.Equal((1, 0), (team.Account.Remaining.Count, team.Account.Balance.Used.Count));
        Assert.Equal(Bucket.Pool, team.Spend());
    }

    [Fact]
    public void An_extra_credit_goes_back_to_extra_even_in_a_later_cycle()
    {
        var team = TeamBook.WithPool(1);
        team.Grant(1);
        team.Spend();
        Assert.Equal(Bucket.Extra, team.Spend());
        var debit = team.Entries[^1];
        team.PassTime(TimeSpan.FromDays(40));

        var reversed = team.Reverse(debit);

        Assert.Equal(Credits.One, reversed!.Amount);
        Assert.Equal((1, 1, 0), (team.Account.Extra.Count, team.Account.Remaining.Count, team.Account.Balance.Used.Count));
    }

    [Fact]
    public void A_pool_credit_of_a_cycle_that_is_over_goes_nowhere()
    {
        var team = TeamBook.WithPool(3);
        team.Spend();
        var debit = team.Entries[^1];
        team.PassTime(TimeSpan.FromDays(40));
        team.Spend();

        var reversed = team.Reverse(debit);

        Assert.Equal(Credits.Zero, reversed!.Amount);
        Assert.Equal((2, 1), (team.Account.Remaining.Count, team.Account.Balance.Used.Count));
        Assert.Equal(debit.CycleStart, team.Entries[^1].CycleStart);
    }

    [Fact]
    public void A_removed_members_debit_can_be_reversed()
    {
        var team = TeamBook.Subscribed();
        team.Put("anna");
        team.Spend("anna");
        var debit = team.Entries[^1];
        team.Remove("anna");

        team.Reverse(debit);

        Assert.Equal(Credits.Zero, team.Account.Members[MemberId.Parse("anna")].Used);
        Assert.Equal(MemberStatus.Removed, team.Account.Members[MemberId.Parse("anna")].Status);
    }

    [Fact]
    public void An_account_that_would_go_below_zero_says_that_it_is_broken()
    {
        var account = TeamBook.WithPool(1).Account;
        var spend = new TeamEvent.Debited(MemberId.Parse("olga"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Extra);

        Assert.Throws<AccountBrokenException>(() => account.Append(spend, TeamBook.Start));
    }
}
