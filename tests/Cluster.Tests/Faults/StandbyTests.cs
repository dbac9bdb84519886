using System.Collections.Concurrent;
using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>
/// The primary is killed and a standby that lags is promoted, under load. What was acknowledged and never sent to an asynchronous
/// standby is lost: that is what asynchronous replication means. Nothing else may come of it. With a synchronous one nothing is lost.
/// </summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private const int Callers = 16;

    private readonly StandbyCluster cluster = new();
    private readonly ConcurrentQueue<Acknowledged> acknowledged = [];
    private int refused;

    public ValueTask InitializeAsync() => cluster.InitializeAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_lagging_standby_that_takes_over_leaves_no_gap_and_nothing_is_served_that_it_does_not_have()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var teams = await cluster.OpenTeamsAsync("standby", count: 12, seats: 10_000);
        var promoted = long.MaxValue;

        await LoadedAsync(teams, async () =>
        {
            await ProgressAsync(400);
            await cluster.Primary.HangStandbysAsync(cancellation);
            await ProgressAsync(400);
            await cluster.Primary.KillAsync();
            await cluster.Standby.PromoteAsync(cancellation);
            promoted = TimeProvider.System.GetTimestamp();
            await Eventually.TrueAsync(
                "every team is debited again", () => Since(promoted).Select(debit => debit.Team).Distinct().Count() == teams.Length, cancellation);
        });

        Assert.Equal("0", await cluster.AskSqlAsync(
            "SELECT count(*) FROM (SELECT FROM purser.ledger GROUP BY team_id HAVING count(*) <> max(seq) OR min(seq) <> 1) AS gaps"));
        var kept = (await LedgerTable.ReadAsync(cluster.Local.Database, teams, cancellation))
            .Select(row => (row.TeamId, row.Key ?? "", row.Seq)).ToHashSet();
        Assert.All(Since(promoted), debit => Assert.Contains((debit.Team, debit.Key, debit.Seq), kept));
        var lost = acknowledged.Count(debit => !kept.Contains((debit.Team, debit.Key, debit.Seq)));
        Assert.NotEqual(0, lost);
        Console.WriteLine($"{acknowledged.Count} debits acknowledged, {lost} of them lost with the primary; {Since(promoted).Count()} after the promotion, all kept.");

        await ServedAsTheTableHasItAsync(teams);
        // Each opens again from its entries alone.
        await cluster.Local.DisposeAsync();
        await cluster.SqlAsync("DELETE FROM orleans.grain_state");
        await cluster.RestartAsync();
        await ServedAsTheTableHasItAsync(teams);
    }

    [Fact]
    [Trait("Runs", "thorough")]
    public async Task With_a_synchronous_standby_nothing_that_was_acknowledged_is_lost_however_long_commits_waited_for_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await cluster.ReplicateSynchronouslyAsync();
        var teams = await cluster.OpenTeamsAsync("synchronous", count: 12, seats: 10_000);

        await LoadedAsync(teams, async () =>
        {
            await ProgressAsync(400);
            await cluster.Primary.HangStandbysAsync(cancellation);
            // Long enough for commits to be given up, and for the same keys to be asked for again.
            var before = Volatile.Read(ref refused);
            await Eventually.TrueAsync("every caller was told twice that nothing is known", () => Volatile.Read(ref refused) >= before + (2 * Callers), cancellation);
            await cluster.Primary.KillAsync();
            await cluster.Standby.PromoteAsync(cancellation);
            await ProgressAsync(400);
        });

        var kept = (await LedgerTable.ReadAsync(cluster.Local.Database, teams, cancellation))
            .Select(row => (row.TeamId, row.Key ?? "", row.Seq)).ToHashSet();
        Assert.All(acknowledged, debit => Assert.Contains((debit.Team, debit.Key, debit.Seq), kept));
        await ServedAsTheTableHasItAsync(teams);
    }

    private IEnumerable<Acknowledged> Since(long promoted) => acknowledged.Where(debit => debit.Asked >= promoted);

    private async Task LoadedAsync(string[] teams, Func<Task> meanwhile)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var load = Enumerable.Range(0, Callers).Select(caller => DebitAsync(caller, teams, stop.Token)).ToArray();
        try
        {
            await Proof.ExplainAsync(cluster, meanwhile);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    private async Task DebitAsync(int caller, string[] teams, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested;)
        {
            var (team, key) = (teams[(caller + number) % teams.Length], $"{caller}-{number}");
            var asked = TimeProvider.System.GetTimestamp();
            var answer = await cluster.Api.AskAsync(
                cluster.Gateways[caller], team, new Ask.Debit(key, "owner", AiAction.Answer, JobId: null, Regeneration: false), CancellationToken.None);
            if (answer is Answer.Done done)
            {
                acknowledged.Enqueue(new Acknowledged(team, key, done.Receipt.EntryId, asked));
                number++;
            }
            else
            {
                // Whoever calls this cluster waits a moment before asking again for the same.
                Assert.IsType<Answer.Unknown>(answer);
                Interlocked.Increment(ref refused);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private Task ProgressAsync(int debits)
    {
        var wanted = acknowledged.Count + debits;
        return Eventually.TrueAsync("the load gets on", () => acknowledged.Count >= wanted, TestContext.Current.CancellationToken);
    }

    private async Task ServedAsTheTableHasItAsync(string[] teams)
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var team in teams)
        {
            var credits = await cluster.Api.ExpectAsync<CreditsDocument>(HttpMethod.Get, cluster.Gateways[0], $"/v1/teams/{team}/credits", body: null, cancellation);
            Assert.Equal($"{credits.Version}", await cluster.AskSqlAsync($"SELECT max(seq) FROM purser.ledger WHERE team_id = '{team}'"));
            var audit = await cluster.Api.ExpectAsync<AuditDocument>(HttpMethod.Get, cluster.Gateways[0], $"/v1/teams/{team}/audit", body: null, cancellation);
            Assert.True(audit.Ok, team);
        }
    }

    /// <param name="Team">Whose.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Seq">Its place in the ledger, as it was answered.</param>
    /// <param name="Asked">When it was asked for.</param>
    private sealed record Acknowledged(string Team, string Key, long Seq, long Asked);
}
