using System.Globalization;
using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>
/// The checker is checked on the running product: with one of the things that make the ledger exact taken out of the
/// database, the same load must be reported. Whoever trusts the other tests here trusts these.
/// </summary>
public abstract class CheckedChecker(RunningCluster cluster)
{
    private const int Clients = 16;
    private const int KeysInMind = 256;

    /// <summary>Bytes of log, of which a debit takes some hundreds.</summary>
    private const int MuchUnwritten = 256 * 1024;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private readonly Recorder recorder = new();

    [Fact]
    public async Task Without_the_fence_the_checker_reports_a_rival_writer()
    {
        await using var fence = await TakenOut.TheFenceAsync(cluster, "unfenced");
        var team = await OpenTeamAsync("unfenced");
        await using var rival = new Rival(cluster.Local.Database, team, recorder);

        await UnderLoadAsync(team, () => Eventually.TrueAsync(
            "both have written the same entry",
            async () =>
            {
                await rival.DebitAsync(cancellation);
                return await cluster.AskSqlAsync(
                    $"SELECT count(*) > count(DISTINCT seq) FROM purser.ledger WHERE team_id = '{team}'") == "True";
            },
            cancellation));

        Assert.Contains(Wrong.Gap, await WrongsAsync(team));
    }

    [Fact]
    public async Task Without_the_unique_key_the_checker_reports_a_repeated_debit()
    {
        await using var key = await TakenOut.TheUniqueKeyAsync(cluster, "keyless");
        var team = await OpenTeamAsync("keyless");
        var caller = new Caller(number: 0, cluster.Api, cluster.Gateways, recorder, Chosen.Seed);
        var book = new TeamBook(team);

        var first = book.New(caller.Random, ["owner"]);
        await caller.AskAsync(team, first, cancellation);
        // So many newer ones that the team has this key no longer in mind: only the table knows it.
        await caller.AskBatchAsync(
            team, [.. Enumerable.Range(0, KeysInMind + 1).Select(_ => book.New(caller.Random, ["owner"]))], cancellation);
        await caller.AskAsync(team, first, cancellation);

        Assert.Contains(Wrong.Doubled, await WrongsAsync(team));
    }

    [Fact]
    public async Task Without_the_flush_the_checker_reports_what_a_killed_database_forgot()
    {
        await using var flush = await TakenOut.TheFlushAsync(cluster, "unflushed");
        var team = await OpenTeamAsync("unflushed");

        await UnderLoadAsync(team, async () =>
        {
            await Eventually.TrueAsync("much is unwritten", async () => await UnwrittenAsync() > MuchUnwritten, cancellation);
            await cluster.Postgres.KillAsync();
        });
        await cluster.Postgres.StartAsync(cancellation);

        Assert.Contains(Wrong.Lost, await WrongsAsync(team));
    }

    private async Task<string> OpenTeamAsync(string name) => (await cluster.OpenTeamsAsync(name, count: 1, seats: 10_000))[0];

    /// <summary>Does something under load. Nobody waits for answers that a broken ledger may never give.</summary>
    private async Task UnderLoadAsync(string team, Func<Task> fault)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var plan = new LoadPlan { Teams = [team], Members = ["owner"], Seed = Chosen.Seed, Clients = Clients, Holds = false };
        var load = new LoadRun(plan, cluster.Api, cluster.Gateways, recorder).RunAsync(stop.Token, stop.Token);
        try
        {
            await AcknowledgedAsync(Clients * 4);
            await fault();
        }
        finally
        {
            await stop.CancelAsync();
            await load.ContinueWith(static _ => { }, cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private Task AcknowledgedAsync(int more)
    {
        var wanted = Acknowledged() + more;
        return Eventually.TrueAsync("the load gets on", () => Acknowledged() >= wanted, cancellation);
    }

    /// <summary>How much of its log the server has in its memory only: what it wrote survives its death.</summary>
    private async Task<long> UnwrittenAsync() => long.Parse(
        await cluster.AskSqlAsync("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_lsn())::bigint"),
        CultureInfo.InvariantCulture);

    private int Acknowledged() => recorder.Calls.Count(call => call is { Ask: Ask.Debit, Answer: Answer.Done { Repeated: false } });

    private async Task<HashSet<Wrong>> WrongsAsync(string team)
    {
        var violations = await Proof.ViolationsAsync(cluster, recorder, [team]);
        Console.WriteLine($"{team}: {string.Join(", ", violations.CountBy(each => each.Wrong).Select(each => $"{each.Value} {each.Key}"))}");
        return [.. violations.Select(violation => violation.Wrong)];
    }
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class CheckedCheckerTests(RunningCluster cluster) : CheckedChecker(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class CheckedCheckerInOneProcessTests(OneProcessCluster cluster) : CheckedChecker(cluster);
