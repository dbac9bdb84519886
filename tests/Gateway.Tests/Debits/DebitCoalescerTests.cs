using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Hosting;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed partial class DebitCoalescerTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly HeldCluster cluster = new();
    private readonly DebitSettings settings = new();
    private readonly SiloLosses losses;
    private readonly DebitCoalescer coalescer;

    public DebitCoalescerTests()
    {
        losses = new SiloLosses(cluster, time);
        coalescer = new DebitCoalescer(cluster, losses, time, Options.Create(settings), Options.Create(new ClusterSettings()));
    }

    public void Dispose() => losses.Dispose();

    [Fact]
    public async Task The_first_goes_at_once_and_alone()
    {
        var debit = DebitAsync("a");

        Assert.Equal(["a"], cluster.Held[0].Keys);
        cluster.Held[0].Answer();
        await AnsweredAsync("a", debit);
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task What_comes_while_all_calls_are_in_flight_goes_together_and_in_order()
    {
        var debits = Many("abcdef");

        Assert.Equal(2, cluster.Held.Count);
        cluster.Held[0].Answer();

        Assert.Equal(["c", "d", "e", "f"], cluster.Held[2].Keys);
        cluster.Held[1].Answer();
        cluster.Held[2].Answer();
        Assert.Equal("abcdef".Select(key => HeldCluster.OutcomeOf(key.ToString())), await Task.WhenAll(debits));
        Assert.Equal(3, cluster.Held.Count);
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public void A_call_holds_no_more_than_it_may()
    {
        settings.DebitsPerCall = 2;
        Many("abcde");

        cluster.Held[0].Answer();
        Assert.Equal(["c", "d"], cluster.Held[2].Keys);
        cluster.Held[1].Answer();
        Assert.Equal(["e"], cluster.Held[3].Keys);
    }

    [Fact]
    public void One_team_does_not_wait_for_another()
    {
        Many("abc");

        _ = DebitAsync("x", team: "other");

        Assert.Equal((TeamId.Parse("other"), "x"), (cluster.Held[2].TeamId, Assert.Single(cluster.Held[2].Keys)));
        Assert.Equal(2, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task The_same_key_twice_goes_twice_and_the_grain_decides()
    {
        var debits = Many("abkk");

        cluster.Held[0].Answer();

        Assert.Equal(["k", "k"], cluster.Held[2].Keys);
        cluster.Held[2].Answer();
        await AnsweredAsync("k", debits[2]);
        await AnsweredAsync("k", debits[3]);
    }

    [Fact]
    public async Task A_failing_call_fails_its_debits_and_no_others()
    {
        var debits = Many("abcd");
        cluster.Held[0].Answer();
        cluster.Held[2].Fail(new LedgerUnavailableException("away"));
        var later = DebitAsync("e");
        cluster.Held[1].Answer();
        cluster.Held[3].Answer();

        await AnsweredAsync("a", debits[0]);
        await AnsweredAsync("b", debits[1]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[2]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[3]);
        await AnsweredAsync("e", later);
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_called_fails_the_debit_and_leaves_nothing_behind()
    {
        cluster.IsAway = true;

        await Assert.ThrowsAsync<ClusterAwayException>(() => DebitAsync("a"));

        Assert.Equal(0, coalescer.ActiveTeams);
    }

    [Fact]
    public async Task An_answer_of_the_wrong_length_is_nobodys()
    {
        var debits = Many("abcd");
        cluster.Held[0].Answer();

        cluster.Held[2].AnswerShort();

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

        cluster.Held[0].Answer();
        cluster.Held[2].Answer();

        Assert.Equal(["c", "d"], cluster.Held[2].Keys);
        await AnsweredAsync("d", debits[3]);
    }

    [Fact]
    public void More_than_may_wait_are_turned_away_at_once()
    {
        settings.WaitingPerTeam = 2;
        Many("abcd");

        Assert.Throws<TeamBusyException>(() => { _ = DebitAsync("e"); });
    }

    [Fact]
    public async Task A_debit_that_waited_too_long_is_not_sent()
    {
        var debits = Many("abc");
        time.Advance(TimeSpan.FromSeconds(11));
        var fresh = DebitAsync("d");

        cluster.Held[0].Answer();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => debits[2]);
        Assert.Equal(["d"], cluster.Held[2].Keys);
        cluster.Held[2].Answer();
        await AnsweredAsync("d", fresh);
    }

    [Fact]
    public async Task Nobody_is_lost_when_thousands_come_at_once()
    {
        cluster.AnswersByItself = true;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var keys = Enumerable.Range(0, 8).Select(n => $"{worker}-{i}-{n}").ToList();
                var outcomes = await Task.WhenAll(keys.Select(key => DebitAsync(key, team: $"team-{i % 3}")));
                Assert.Equal(keys.Select(HeldCluster.OutcomeOf), outcomes);
            }
        })));

        Assert.Equal(8 * 500 * 8, cluster.Debits);
        Assert.True(cluster.Calls < cluster.Debits, "Nothing was ever gathered.");
        Assert.Equal(0, coalescer.ActiveTeams);
    }

    private Task<DebitOutcome>[] Many(string keys) => [.. keys.Select(key => DebitAsync(key.ToString()))];

    private Task<DebitOutcome> DebitAsync(string key, string team = "team") =>
        coalescer.DebitAsync(TeamId.Parse(team), new DebitRequest(key, MemberId.Parse("anna"), AiAction.Answer));

    private static async Task AnsweredAsync(string key, Task<DebitOutcome> debit) =>
        Assert.Equal(HeldCluster.OutcomeOf(key), await debit);
}
