using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class DebitCoalescerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly HeldCluster _cluster = new();
    private readonly DebitSettings _settings = new();
    private readonly SiloLosses _losses;
    private readonly DebitCoalescer _coalescer;

    public DebitCoalescerTests()
    {
        _losses = new SiloLosses(_cluster, _time);
        _coalescer = new DebitCoalescer(_cluster, _losses, _time, Options.Create(_settings), Options.Create(new ClusterSettings()));
    }

    public void Dispose() => _losses.Dispose();

    [Fact]
    public async Task The_first_goes_at_once_and_alone()
    {
        var debit = Debit("a");

        Assert.Equal(["a"], _cluster.Held[0].Keys);
        _cluster.Held[0].Answer();
        await Answered("a", debit);
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task What_comes_while_all_calls_are_in_flight_goes_together_and_in_order()
    {
        var debits = Many("abcdef");

        Assert.Equal(2, _cluster.Held.Count);
        _cluster.Held[0].Answer();

        Assert.Equal(["c", "d", "e", "f"], _cluster.Held[2].Keys);
        _cluster.Held[1].Answer();
        _cluster.Held[2].Answer();
        Assert.Equal("abcdef".Select(key => HeldCluster.OutcomeOf(key.ToString())), await Task.WhenAll(debits));
        Assert.Equal(3, _cluster.Held.Count);
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public void A_call_holds_no_more_than_it_may()
    {
        _settings.DebitsPerCall = 2;
        Many("abcde");

        _cluster.Held[0].Answer();
        Assert.Equal(["c", "d"], _cluster.Held[2].Keys);
        _cluster.Held[1].Answer();
        Assert.Equal(["e"], _cluster.Held[3].Keys);
    }

    [Fact]
    public void One_team_does_not_wait_for_another()
    {
        Many("abc");

        _ = Debit("x", team: "other");

        Assert.Equal((TeamId.Parse("other"), "x"), (_cluster.Held[2].TeamId, Assert.Single(_cluster.Held[2].Keys)));
        Assert.Equal(2, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task The_same_key_twice_goes_twice_and_the_grain_decides()
    {
        var debits = Many("abkk");

        _cluster.Held[0].Answer();

        Assert.Equal(["k", "k"], _cluster.Held[2].Keys);
        _cluster.Held[2].Answer();
        await Answered("k", debits[2]);
        await Answered("k", debits[3]);
    }

    [Fact]
    public async Task A_failing_call_fails_its_debits_and_no_others()
    {
        var debits = Many("abcd");
        _cluster.Held[0].Answer();
        _cluster.Held[2].Fail(new LedgerUnavailableException("away"));
        var later = Debit("e");
        _cluster.Held[1].Answer();
        _cluster.Held[3].Answer();

        await Answered("a", debits[0]);
        await Answered("b", debits[1]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[2]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[3]);
        await Answered("e", later);
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_called_fails_the_debit_and_leaves_nothing_behind()
    {
        _cluster.IsAway = true;

        await Assert.ThrowsAsync<ClusterAwayException>(() => Debit("a"));

        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task An_answer_of_the_wrong_length_is_nobodys()
    {
        var debits = Many("abcd");
        _cluster.Held[0].Answer();

        _cluster.Held[2].AnswerShort();

        await Assert.ThrowsAsync<InvalidOperationException>(() => debits[2]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => debits[3]);
    }

    [Fact]
    public async Task A_caller_who_leaves_takes_nobody_along()
    {
        using var left = new CancellationTokenSource();
        var debits = Many("abcd");
        var leaving = debits[2].WaitAsync(left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        _cluster.Held[0].Answer();
        _cluster.Held[2].Answer();

        Assert.Equal(["c", "d"], _cluster.Held[2].Keys);
        await Answered("d", debits[3]);
    }

    [Fact]
    public void More_than_may_wait_are_turned_away_at_once()
    {
        _settings.WaitingPerTeam = 2;
        Many("abcd");

        Assert.Throws<TeamBusyException>(() => { _ = Debit("e"); });
    }

    [Fact]
    public async Task A_debit_that_waited_too_long_is_not_sent()
    {
        var debits = Many("abc");
        _time.Advance(TimeSpan.FromSeconds(11));
        var fresh = Debit("d");

        _cluster.Held[0].Answer();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[2]);
        Assert.Equal(["d"], _cluster.Held[2].Keys);
        _cluster.Held[2].Answer();
        await Answered("d", fresh);
    }

    [Fact]
    public async Task The_loss_of_the_last_silo_fails_what_was_in_flight_and_what_waited_goes_on()
    {
        var debits = Many("abc");

        _cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[0]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[1]);
        Assert.Equal(["c"], _cluster.Held[2].Keys);

        // The answers may come after all, late: they change nothing.
        _cluster.Held[0].Answer();
        _cluster.Held[1].Fail(new TimeoutException());
        _cluster.Held[2].Answer();
        await Answered("c", debits[2]);
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public void A_late_answer_of_a_lost_silo_makes_no_room_for_another_call()
    {
        Many("abcd");
        _cluster.LoseSilo(left: 0);
        Many("ef");

        _cluster.Held[0].Answer();

        Assert.Equal(["a", "b", "cd", "e"], _cluster.Held.Select(call => string.Concat(call.Keys)));
    }

    [Fact]
    public async Task When_one_of_several_silos_is_lost_the_others_answers_come_as_if_nothing_were()
    {
        var debits = Many("ab");

        _cluster.LoseSilo(left: 1);
        _cluster.Held[0].Answer();
        _time.Advance(TimeSpan.FromSeconds(0.4));
        _cluster.Held[1].Answer();
        _time.Advance(TimeSpan.FromSeconds(20));

        await Answered("a", debits[0]);
        await Answered("b", debits[1]);
        Assert.Equal(2, _cluster.Calls);
    }

    [Fact]
    public async Task What_has_no_answer_soon_after_goes_again_with_its_key()
    {
        var debits = Many("abc");
        _cluster.LoseSilo(left: 1);
        _cluster.Held[0].Answer();

        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(["a", "b", "c", "b"], _cluster.Held.Select(call => string.Concat(call.Keys)));
        _cluster.Held[3].Answer();
        await Answered("b", debits[1]);
        _cluster.Held[2].Answer();
        await Answered("c", debits[2]);

        // What becomes of the first attempt is of no interest any more.
        _cluster.Held[1].Fail(new TimeoutException());
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task The_first_attempt_may_answer_after_all()
    {
        var debit = Debit("a");
        _cluster.LoseSilo(left: 1);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        _cluster.Held[0].Answer();

        await Answered("a", debit);
        _cluster.Held[1].Fail(new SiloUnavailableException());
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task What_came_after_the_loss_and_gets_no_answer_goes_again_too()
    {
        _cluster.LoseSilo(left: 1);
        var debit = Debit("a");

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Single(_cluster.Held);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(2, _cluster.Held.Count);
        _cluster.Held[1].Answer();
        await Answered("a", debit);
    }

    [Fact]
    public void What_has_no_answer_for_longer_goes_less_and_less_often()
    {
        _ = Debit("a");
        _cluster.LoseSilo(left: 1);
        var sent = new List<int>();
        for (var sweep = 0; sweep < 40; sweep++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            sent.Add(_cluster.Held.Count);
        }

        // After 0.5, 1, 2, 4 and 8 s.
        Assert.Equal([2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6], sent[..16]);
        Assert.Equal(6, sent[^1]);
    }

    [Fact]
    public async Task What_is_turned_away_while_the_lost_silos_teams_move_goes_again()
    {
        _cluster.LoseSilo(left: 1);
        var debits = Many("ab");

        _cluster.Held[0].Fail(new SiloUnavailableException("it is gone"));
        _cluster.Held[1].Fail(new OrleansException("not yet"));
        Assert.All(debits, debit => Assert.False(debit.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(["a", "b", "a", "b"], _cluster.Held.Select(call => string.Concat(call.Keys)));
        _cluster.Held[2].Answer();
        _cluster.Held[3].Answer();
        await Answered("a", debits[0]);
        await Answered("b", debits[1]);
    }

    [Fact]
    public async Task After_the_last_sweep_what_is_turned_away_fails()
    {
        _cluster.LoseSilo(left: 1);
        var debit = Debit("a");
        for (var sweep = 0; sweep < 30; sweep++)
        {
            _cluster.Held[^1].FailOnce(new SiloUnavailableException("gone"));
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(() => debit);
        await Assert.ThrowsAsync<SiloUnavailableException>(FailAnother);
        Assert.Equal(0, _coalescer.ActiveTeams);

        Task FailAnother()
        {
            var another = Debit("b");
            _cluster.Held[^1].Fail(new SiloUnavailableException("gone"));
            return another;
        }
    }

    [Fact]
    public async Task What_waits_to_go_again_fails_with_the_last_silo()
    {
        _cluster.LoseSilo(left: 1);
        var debit = Debit("a");
        _cluster.Held[0].Fail(new SiloUnavailableException("gone"));

        _cluster.LoseSilo(left: 0);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debit);
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    [Fact]
    public async Task Nobody_is_lost_when_thousands_come_at_once()
    {
        _cluster.AnswersByItself = true;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var keys = Enumerable.Range(0, 8).Select(n => $"{worker}-{i}-{n}").ToList();
                var outcomes = await Task.WhenAll(keys.Select(key => Debit(key, team: $"team-{i % 3}")));
                Assert.Equal(keys.Select(HeldCluster.OutcomeOf), outcomes);
            }
        })));

        Assert.Equal(8 * 500 * 8, _cluster.Debits);
        Assert.True(_cluster.Calls < _cluster.Debits, "Nothing was ever gathered.");
        Assert.Equal(0, _coalescer.ActiveTeams);
    }

    private Task<DebitOutcome>[] Many(string keys) => [.. keys.Select(key => Debit(key.ToString()))];

    private Task<DebitOutcome> Debit(string key, string team = "team") =>
        _coalescer.Debit(TeamId.Parse(team), new DebitRequest(key, MemberId.Parse("anna"), AiAction.Answer));

    private static async Task Answered(string key, Task<DebitOutcome> debit) =>
        Assert.Equal(HeldCluster.OutcomeOf(key), await debit);
}
