using System.Globalization;
using Purser.Local;
using Purser.Tests.Running;

namespace Purser.Tests.AutoBid;

/// <summary>
/// Silos, the database and workers are killed and frozen while members bid. What holds is counted where proposals arrive: none
/// twice, no more than the cap; and the ledger has to the credit what the funnel says.
/// </summary>
[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class AutoBidFaultsTests(RunningCluster cluster)
{
    private const int Workers = 2;

    // Longer than a commit may take, and than it takes the others to declare a silo dead.
    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(12);

    private static readonly (string Id, int Cap)[] Members = [("low", 25), ("middle", 90), ("free", 100_000)];

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private BidReceiver receiver = null!;
    private string team = "";
    private int feeds;

    [Fact]
    public async Task Whatever_is_killed_or_frozen_nothing_arrives_twice_no_cap_is_overrun_and_the_ledger_agrees() =>
        await Proof.ExplainAsync(cluster, async () =>
        {
            await using var place = receiver = await BidReceiver.StartAsync(TimeSpan.FromMilliseconds(150));
            await OpenAsync();

            await WhileBiddingAsync("a silo is killed", async _ =>
            {
                var silo = cluster.Local.Silos[0];
                await silo.KillAsync();
                await silo.StartAsync(cancellation);
            });
            await WhileBiddingAsync("PostgreSQL is killed", async _ =>
            {
                await cluster.Postgres.KillAsync();
                await cluster.Postgres.StartAsync(cancellation);
            });
            await WhileBiddingAsync("a silo is frozen", async _ =>
            {
                var silo = cluster.Local.Silos[1];
                silo.Pause();
                await Task.Delay(Freeze, TimeProvider.System, cancellation);
                // It finds that the others go on without it.
                silo.Resume();
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
                await silo.KillAsync();
                await silo.StartAsync(cancellation);
            });
            await WhileBiddingAsync("PostgreSQL is frozen", async _ =>
            {
                cluster.Postgres.Pause();
                await Task.Delay(Freeze, TimeProvider.System, cancellation);
                cluster.Postgres.Resume();
            });
            await WhileBiddingAsync("a worker is frozen beyond its lease", async workers =>
            {
                workers[0].Pause();
                await LeaseRunsOutAsync("worker-1");
                // The other one goes on, and takes over what the frozen one had.
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
                workers[0].Resume();
            });
            await WhileBiddingAsync("a worker is killed and nobody of its name comes back", workers =>
            {
                workers[1].Kill();
                return Task.CompletedTask;
            });
            await LeaseRunsOutAsync("worker-2");
            await WhileBiddingAsync("nothing happens", _ => Task.CompletedTask);

            foreach (var (member, cap) in Members)
            {
                await IsAccountedForAsync(member, cap);
            }

            Assert.True((await GetAsync<AuditDocument>($"/v1/teams/{team}/audit")).Ok);
        });

    private async Task OpenAsync()
    {
        team = (await cluster.OpenTeamsAsync("bid-faults", count: 1, seats: 100, [.. Members.Select(member => member.Id)]))[0];
        foreach (var (member, cap) in Members)
        {
            await cluster.Api.ExpectAsync<object>(
                HttpMethod.Put, cluster.Gateways[0], $"/v1/teams/{team}/auto-bid/{member}",
                new { enabled = true, query = "", threshold = 30, dailyCap = cap }, cancellation);
        }
    }

    /// <summary>Does something while workers go through a new feed, and waits until they are through it.</summary>
    private async Task WhileBiddingAsync(string what, Func<WorkerProcess[], Task> fault)
    {
        using var feed = await BidFeed.WriteAsync(++feeds, cancellation);
        var (before, since) = (receiver.Proposals.Count, TimeProvider.System.GetTimestamp());
        var workers = Enumerable.Range(1, Workers).Select(number => Start(number, feed)).ToArray();
        await Eventually.TrueAsync("some proposals arrived", () => receiver.Proposals.Count > before + 5, cancellation);
        await fault(workers);
        await Task.WhenAll(workers.Select(worker => worker.Exited));
        Console.WriteLine($"{what}: {receiver.Proposals.Count - before} proposals arrived in {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0} s.");
    }

    private WorkerProcess Start(int number, BidFeed feed) => cluster.Local.StartWorker(
        $"bid-faults-{feeds}-{number}",
        "--team", team,
        "--feed", feed.Jobs,
        "--profile", feed.Profile,
        "--submit-url", receiver.Url.ToString(),
        "--worker", $"worker-{number}",
        "--concurrency", "2");

    /// <summary>As if it had said nothing for longer than a lease lasts: whoever serves the members now reads it anew.</summary>
    private Task LeaseRunsOutAsync(string worker) => cluster.SqlAsync(
        $"""
        UPDATE purser.auto_bid_run SET heard_at = heard_at - interval '11 minutes' WHERE team_id = '{team}' AND worker = '{worker}';
        UPDATE purser.auto_bid_member SET epoch = epoch + 1 WHERE team_id = '{team}'
        """);

    private async Task IsAccountedForAsync(string member, int cap)
    {
        var arrived = receiver.Proposals.Where(proposal => proposal.Key.StartsWith($"auto-bid/{team}/{member}/", StringComparison.Ordinal)).ToList();
        Assert.All(arrived, proposal => Assert.Equal(1, proposal.Value));
        Assert.True(arrived.Count <= cap, $"{arrived.Count} proposals of {member} arrived, of {cap}.");
        var total = (await GetAsync<FunnelDocument>($"/v1/teams/{team}/auto-bid/{member}/funnel")).Total;
        Assert.InRange(arrived.Count, total.Submitted, total.Submitted + total.Failed);
        Assert.Equal("0", await cluster.AskSqlAsync(
            $"SELECT count(*) FROM purser.auto_bid_job WHERE team_id = '{team}' AND member_id = '{member}' AND state IN (1, 3)"));
        var ledger = await cluster.AskSqlAsync(
            $"SELECT -coalesce(sum(amount), 0)::bigint FROM purser.ledger WHERE team_id = '{team}' AND member_id = '{member}' AND action IN (3, 4)");
        Console.WriteLine($"{member}: {arrived.Count} arrived, {total}, the ledger has {ledger}.");
        Assert.Equal(total.Credits.ToString(CultureInfo.InvariantCulture), ledger);
    }

    private Task<T> GetAsync<T>(string path) => cluster.Api.ExpectAsync<T>(HttpMethod.Get, cluster.Gateways[1], path, body: null, cancellation);

    private sealed record AuditDocument(bool Ok);

    private sealed record FunnelDocument(FunnelTotal Total);

    private sealed record FunnelTotal(int Scanned, int Submitted, int Skipped, int Failed, int Credits);
}
