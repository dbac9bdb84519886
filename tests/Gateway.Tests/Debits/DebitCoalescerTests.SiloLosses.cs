using Purser.Gateway.Cluster;
using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>What becomes of debits in flight when a silo is lost.</summary>
public sealed partial class DebitCoalescerTests
{
    [Fact]
    public async Task The_loss_of_the_last_silo_fails_what_was_in_flight_and_what_waited_goes_on()
    {
        var debits = Many("abc");

        cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[0]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[1]);
        Assert.Equal(["c"], cluster.Held[2].Keys);

        // The answers may come after all, late: they change nothing.
        cluster.Held[0].Answer();
        cluster.Held[1].Fail(new TimeoutException());
        cluster.Held[2].Answer();
        await AnsweredAsync("c", debits[2]);
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public void A_late_answer_of_a_lost_silo_makes_no_room_for_another_call()
    {
        Many("abcd");
        cluster.LoseSilo(left: 0);
        Many("ef");

        cluster.Held[0].Answer();

        Assert.Equal(["a", "b", "cd", "e"], cluster.Held.Select(call => string.Concat(call.Keys)));
    }

    [Fact]
    public async Task When_one_of_several_silos_is_lost_the_others_answers_come_as_if_nothing_were()
    {
        var debits = Many("ab");

        cluster.LoseSilo(left: 1);
        cluster.Held[0].Answer();
        time.Advance(TimeSpan.FromSeconds(0.4));
        cluster.Held[1].Answer();
        time.Advance(TimeSpan.FromSeconds(20));

        await AnsweredAsync("a", debits[0]);
        await AnsweredAsync("b", debits[1]);
        Assert.Equal(2, cluster.Calls);
    }

    [Fact]
    public async Task What_has_no_answer_soon_after_goes_again_with_its_key()
    {
        var debits = Many("abc");
        cluster.LoseSilo(left: 1);
        cluster.Held[0].Answer();

        time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(["a", "b", "c", "b"], cluster.Held.Select(call => string.Concat(call.Keys)));
        cluster.Held[3].Answer();
        await AnsweredAsync("b", debits[1]);
        cluster.Held[2].Answer();
        await AnsweredAsync("c", debits[2]);

        // What becomes of the first attempt is of no interest any more.
        cluster.Held[1].Fail(new TimeoutException());
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task The_first_attempt_may_answer_after_all()
    {
        var debit = DebitAsync("a");
        cluster.LoseSilo(left: 1);
        time.Advance(TimeSpan.FromSeconds(0.5));

        cluster.Held[0].Answer();

        await AnsweredAsync("a", debit);
        cluster.Held[1].Fail(new SiloUnavailableException());
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task A_refusal_of_one_attempt_is_not_told_while_another_may_take_the_credit()
    {
        var debits = Many("abcd");
        cluster.LoseSilo(left: 1);
        cluster.Held[0].Answer();
        for (var sweep = 0; sweep < 2; sweep++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        var (first, second) = (cluster.Held[2], cluster.Held.Last(call => call.Keys.SequenceEqual(["c", "d"])));
        Assert.NotSame(first, second);
        second.Answer(refused: "d");

        await AnsweredAsync("c", debits[2]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[3]);
        // It was done, after all: the same key brings that.
        first.Answer();
    }

    [Fact]
    public async Task A_refusal_is_not_told_after_an_attempt_that_ended_without_an_answer()
    {
        var debits = Many("abcd");
        cluster.LoseSilo(left: 1);
        cluster.Held[0].Answer();
        for (var sweep = 0; sweep < 2; sweep++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        // What timed out may be in the grain's queue still.
        cluster.Held[2].Fail(new TimeoutException());
        cluster.Held.Last(call => call.Keys.SequenceEqual(["c", "d"])).Answer(refused: "d");

        await AnsweredAsync("c", debits[2]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[3]);
    }

    [Fact]
    public async Task What_is_turned_away_before_anybody_tells_of_a_loss_goes_again()
    {
        var debit = DebitAsync("a");
        cluster.Held[0].Fail(new SiloUnavailableException("gone"));
        Assert.False(debit.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.5));
        cluster.Held[1].Answer();

        await AnsweredAsync("a", debit);
    }

    [Fact]
    public async Task A_refusal_is_told_after_an_attempt_that_was_turned_away_late()
    {
        var debit = DebitAsync("a");
        cluster.LoseSilo(left: 1);
        time.Advance(TimeSpan.FromSeconds(0.5));
        cluster.Held[0].Fail(new SiloUnavailableException("gone"));

        cluster.Held[1].Answer(refused: "a");

        Assert.IsType<DebitOutcome.Refused>(await debit);
    }

    [Fact]
    public async Task What_the_last_attempt_is_refused_is_refused()
    {
        cluster.LoseSilo(left: 1);
        var debit = DebitAsync("a");
        cluster.Held[0].Fail(new SiloUnavailableException("gone"));
        time.Advance(TimeSpan.FromSeconds(0.5));

        cluster.Held[1].Answer(refused: "a");

        Assert.IsType<DebitOutcome.Refused>(await debit);
    }

    [Fact]
    public async Task What_came_after_the_loss_and_gets_no_answer_goes_again_too()
    {
        cluster.LoseSilo(left: 1);
        var debit = DebitAsync("a");

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Single(cluster.Held);
        time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(2, cluster.Held.Count);
        cluster.Held[1].Answer();
        await AnsweredAsync("a", debit);
    }

    [Fact]
    public void What_has_no_answer_for_longer_goes_less_and_less_often()
    {
        _ = DebitAsync("a");
        cluster.LoseSilo(left: 1);
        var sent = new List<int>();
        for (var sweep = 0; sweep < 40; sweep++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            sent.Add(cluster.Held.Count);
        }

        // After 0.5, 1, 2, 4 and 8 s.
        Assert.Equal([2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6], sent[..16]);
        Assert.Equal(6, sent[^1]);
    }

    [Fact]
    public async Task What_is_turned_away_while_the_lost_silos_teams_move_goes_again()
    {
        cluster.LoseSilo(left: 1);
        var debits = Many("ab");

        cluster.Held[0].Fail(new SiloUnavailableException("it is gone"));
        cluster.Held[1].Fail(new OrleansException("not yet"));
        Assert.All(debits, debit => Assert.False(debit.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(["a", "b", "a", "b"], cluster.Held.Select(call => string.Concat(call.Keys)));
        cluster.Held[2].Answer();
        cluster.Held[3].Answer();
        await AnsweredAsync("a", debits[0]);
        await AnsweredAsync("b", debits[1]);
    }

    [Fact]
    public async Task What_is_turned_away_for_ever_fails_in_the_end()
    {
        cluster.LoseSilo(left: 1);
        var debit = DebitAsync("a");
        for (var sweep = 0; sweep <= SiloLosses.Sweeps; sweep++)
        {
            Assert.False(debit.IsCompleted);
            cluster.Held[^1].FailOnce(new SiloUnavailableException("gone"));
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(() => debit);
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task What_waits_to_go_again_fails_with_the_last_silo()
    {
        cluster.LoseSilo(left: 1);
        var debit = DebitAsync("a");
        cluster.Held[0].Fail(new SiloUnavailableException("gone"));

        cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debit);
        Assert.Equal(0, coalescer.ActiveTeams);
    }
}
