using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>Debits that give themselves back unless they are confirmed in time.</summary>
public sealed class HoldsTests
{
    [Fact]
    public void The_credit_is_taken_at_once_and_comes_back_at_the_instant_of_expiry()
    {
        var team = TeamBook.WithPool(1);
        var debit = team.Hold(30);
        Assert.Equal((0, 1), (team.Account.Remaining.Count, team.Account.Holds.Count));

        team.PassTime(TimeSpan.FromSeconds(30) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(RefusalReason.CreditsExhausted, team.Refused().Reason);

        team.PassTime(TimeSpan.FromMicroseconds(1));
        Assert.Equal((1, 0), (team.Account.Remaining.Count, team.Account.Holds.Count));
        Assert.Equal(
            new TeamEvent.Reversed(
                debit.Seq, (TeamEvent.Debited)debit.Event with { HoldSeconds = null }, debit.CycleStart, Credits.One, Note: null, HoldExpired: true),
            team.Entries[^1].Event);
    }

    [Fact]
    public void A_confirmed_debit_is_final_for_ever()
    {
        var team = TeamBook.WithPool(2);
        var debit = team.Hold(30);
        team.PassTime(TimeSpan.FromSeconds(29));

        Assert.True(team.Confirm(debit));

        team.PassTime(TimeSpan.FromHours(2));
        Assert.Equal((1, 0), (team.Account.Remaining.Count, team.Account.Holds.Count));
        Assert.False(team.Confirm(debit));
    }

    [Fact]
    public void At_the_instant_of_expiry_it_is_too_late_to_confirm()
    {
        var team = TeamBook.WithPool(1);
        var debit = team.Hold(1);
        team.PassTime(TimeSpan.FromSeconds(1));

        Assert.False(team.Confirm(debit));
        Assert.Equal(1, team.Account.Remaining.Count);
    }

    [Fact]
    public void A_hold_that_expired_before_the_cycles_end_belongs_to_that_cycle_also_when_it_is_noticed_after_it()
    {
        var team = TeamBook.WithPool(3);
        team.Hold(60);
        var end = team.Account.Cycle.End!.Value;

        team.ClockSays(end.AddDays(1));

        var expired = Assert.IsType<TeamEvent.Reversed>(team.Entries[^2].Event);
        Assert.Equal((1, true), (expired.Amount.Count, expired.HoldExpired));
        Assert.Equal((3, 0), (team.Entries[^2].Balance.Remaining.Count, team.Entries[^2].Balance.Used.Count));
        Assert.IsType<TeamEvent.CycleStarted>(team.Entries[^1].Event);
        Assert.Equal(3, team.Account.Remaining.Count);
    }

    [Fact]
    public void A_pool_credit_held_over_the_cycles_end_goes_nowhere()
    {
        var team = TeamBook.WithPool(3);
        var end = team.Account.Cycle.End!.Value;
        team.ClockSays(end.AddSeconds(-10));
        var debit = team.Hold(60);
        team.ClockSays(end.AddSeconds(50));

        var expired = Assert.IsType<TeamEvent.Reversed>(team.Entries[^1].Event);
        Assert.Equal((debit.Seq, 0, debit.CycleStart), (expired.Debit, expired.Amount.Count, team.Entries[^1].CycleStart));
        Assert.Equal((3, 0), (team.Account.Remaining.Count, team.Account.Balance.Used.Count));
    }

    [Fact]
    public void A_debit_held_over_the_cycles_end_can_be_confirmed_in_the_next()
    {
        var team = TeamBook.WithPool(3);
        var end = team.Account.Cycle.End!.Value;
        team.ClockSays(end.AddSeconds(-10));
        var debit = team.Hold(60);
        team.ClockSays(end.AddSeconds(10));

        Assert.True(team.Confirm(debit));
        Assert.Equal((3, 0), (team.Account.Remaining.Count, team.Account.Balance.Used.Count));
    }

    [Fact]
    public void An_expired_hold_gives_back_the_members_budget()
    {
        var team = TeamBook.WithPool(3);
        team.SetTeamBudget(1);
        team.Hold(10);
        Assert.Equal(RefusalReason.MemberBudgetReached, team.Refused().Reason);

        team.PassTime(TimeSpan.FromSeconds(10));

        Assert.Equal(Bucket.Pool, team.Spend());
    }

    [Fact]
    public void A_held_debit_that_is_reversed_by_hand_does_not_come_back_twice()
    {
        var team = TeamBook.WithPool(3);
        var debit = team.Hold(10);

        Assert.False(team.Reverse(debit)!.HoldExpired);

        team.PassTime(TimeSpan.FromSeconds(10));
        Assert.Equal((3, 0), (team.Account.Remaining.Count, team.Account.Holds.Count));
        Assert.False(team.Confirm(debit));
    }

    [Fact]
    public void An_expired_extra_credit_pays_the_open_shortfall_of_its_pack()
    {
        var team = TeamBook.WithPool(1);
        team.Spend();
        team.Buy(new PackPurchase("cs_1", "some", new Credits(2), Amount: 100, "usd"));
        team.Hold(10);
        team.Claim("cs_1", new MoneyClaim("ch_1", IsDispute: false, Amount: 100));
        Assert.Equal((0, 1), Claimed());

        team.PassTime(TimeSpan.FromSeconds(10));

        Assert.Equal((0, 2), Claimed());
        Assert.IsType<TeamEvent.PackClaimed>(team.Entries[^1].Event);

        (long Extra, long Taken) Claimed() => (team.Account.Extra.Count, NaiveRules.ClaimsOn(team, "cs_1").Taken);
    }

    [Fact]
    public void Holds_expire_in_the_order_of_their_instants()
    {
        var team = TeamBook.WithPool(5);
        var first = team.Hold(30);
        var second = team.Hold(10);
        var third = team.Hold(20);
        team.Confirm(third);

        team.PassTime(TimeSpan.FromMinutes(1));

        Assert.Equal(
            [second.Seq, first.Seq],
            team.Entries.Select(entry => entry.Event).OfType<TeamEvent.Reversed>().Select(reversed => reversed.Debit));
    }

    [Fact]
    public void Holds_that_are_confirmed_behind_a_long_one_are_not_kept()
    {
        var holds = new OpenHolds();
        var debit = new TeamEvent.Debited(MemberId.Parse("olga"), AiAction.Answer, JobId: null, Regeneration: false, Bucket.Pool);
        holds.Open(new Hold(1, debit, TeamBook.Start, TeamBook.Start));
        for (var id = 2; id < 100_000; id++)
        {
            holds.Open(new Hold(id, debit, TeamBook.Start, TeamBook.Start.AddSeconds(id)));
            Assert.True(holds.Close(id));
            Assert.InRange(holds.Kept, 1, 100);
        }

        Assert.Equal((1, 1L), (holds.Count, holds.First!.DebitId));
    }
}
