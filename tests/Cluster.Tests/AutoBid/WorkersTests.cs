using System.Globalization;
using Purser.Local;
using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.AutoBid;

/// <summary>
/// Workers as processes of their own, side by side over one feed, one of them killed and started again, while people spend and
/// the credits run out.
/// </summary>
[Collection(OneCluster.Name)]
public sealed class WorkersTests(RunningCluster cluster)
{
    private const int Members = 8;
    private const int Workers = 3;
    private const int People = 50;
    private const int SeatCredits = 100;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_job_is_paid_or_submitted_twice_no_cap_is_overrun_and_every_credit_is_accounted_for() =>
        await Proof.ExplainAsync(cluster, async () =>
        {
            using var feed = await BidFeed.WriteAsync(cancellation);
            await using var receiver = await BidReceiver.StartAsync();
            var members = Enumerable.Range(1, Members).Select(number => $"bidder-{number}").ToArray();
            var team = await OpenAsync(feed, members);

            var people = SpendAsync(team, feed.Count);
            var workers = Enumerable.Range(1, Workers).Select(number => Start(team, number, feed, receiver)).ToList();
            await KillOneAsync(workers, team, feed, receiver);
            Assert.All(await Task.WhenAll(workers.Select(worker => worker.Exited)), code => Assert.Equal(0, code));
            await people;

            Assert.NotEmpty(receiver.Proposals);
            Assert.All(receiver.Proposals, proposal => Assert.Equal(1, proposal.Value));
            Assert.Equal("0", await cluster.AskSqlAsync(
                $"SELECT count(*) FROM (SELECT FROM purser.ledger WHERE team_id = '{team}' AND action IN (3, 4) AND reverses IS NULL GROUP BY member_id, job_id, action HAVING count(*) > 1) twice"));
            foreach (var (member, number) in members.Select((member, number) => (member, number)))
            {
                await IsAccountedForAsync(team, member, Cap(feed, number), receiver);
            }

            Console.WriteLine($"{feed.Count} jobs, {Members} members: {receiver.Proposals.Count} proposals arrived; {await TotalAsync(team)}");
            var audit = await GetAsync<AuditDocument>($"/v1/teams/{team}/audit");
            Assert.True(audit.Ok);
        });

    /// <summary>Half of the members have a cap of their own; together they want more than there is.</summary>
    private static int Cap(BidFeed feed, int number) => number % 2 == 0 ? 100_000 : feed.Count / 20 * number;

    private async Task<string> OpenAsync(BidFeed feed, string[] members)
    {
        var seats = Math.Max(Members + 1, Members * feed.Count / SeatCredits);
        var team = (await cluster.OpenTeamsAsync("bidding", count: 1, seats, members))[0];
        var caller = new Caller(0, cluster.Api, cluster.Gateways, new Recorder(), Chosen.Seed);
        await caller.AskAsync(team, new Ask.Grant("extra", new Credits(feed.Count / 2)), cancellation);
        for (var number = 0; number < Members; number++)
        {
            await cluster.Api.ExpectAsync<object>(
                HttpMethod.Put,
                cluster.Gateways[0],
                $"/v1/teams/{team}/auto-bid/{members[number]}",
                new { enabled = true, query = number == 7 ? "-skill:PHP" : "", threshold = 30 + (5 * number), dailyCap = Cap(feed, number), dailyCredits = number == 5 ? feed.Count / 2 : (int?)null },
                cancellation);
        }

        return team;
    }

    private WorkerProcess Start(string team, int number, BidFeed feed, BidReceiver receiver) => cluster.Local.StartWorker(
        $"auto-bid-{number}",
        "--team", team,
        "--feed", feed.Jobs,
        "--profile", feed.Profile,
        "--submit-url", receiver.Url.ToString(),
        "--worker", $"worker-{number}",
        "--concurrency", "4");

    private async Task KillOneAsync(List<WorkerProcess> workers, string team, BidFeed feed, BidReceiver receiver)
    {
        var victim = new Random(Chosen.Seed).Next(Workers);
        await Eventually.TrueAsync("some proposals arrived", () => receiver.Proposals.Count > 20, cancellation);
        workers[victim].Kill();
        await workers[victim].Exited;
        workers[victim] = Start(team, victim + 1, feed, receiver);
    }

    private Task SpendAsync(string team, int each)
    {
        var recorder = new Recorder();
        return Task.WhenAll(Enumerable.Range(1, People).Select(async person =>
        {
            var caller = new Caller(person, cluster.Api, cluster.Gateways, recorder, Chosen.Seed + person);
            for (var number = 0; number < each / 20; number++)
            {
                await caller.AskAsync(team, new Ask.Debit($"p{person}-{number}", "owner", AiAction.JobAssistant, $"job-{number}", Regeneration: false), cancellation);
            }
        }));
    }

    private async Task IsAccountedForAsync(string team, string member, int cap, BidReceiver receiver)
    {
        var funnel = await GetAsync<FunnelDocument>($"/v1/teams/{team}/auto-bid/{member}/funnel");
        var total = funnel.Total;
        var ledger = await cluster.AskSqlAsync(
            $"SELECT -coalesce(sum(amount), 0)::bigint FROM purser.ledger WHERE team_id = '{team}' AND member_id = '{member}' AND action IN (3, 4)");
        Assert.Equal(total.Credits.ToString(CultureInfo.InvariantCulture), ledger);
        Assert.Equal(total.Submitted, total.BidCredits);
        Assert.True(total.Scanned >= total.Submitted + total.Skipped + total.Failed, $"{member}: {total}");
        // One that arrived and counts as failed was refused there, or its worker died with it.
        var arrived = receiver.Proposals.Keys.Count(key => key.StartsWith($"auto-bid/{team}/{member}/", StringComparison.Ordinal));
        Assert.InRange(arrived, total.Submitted, total.Submitted + total.Failed);
        Assert.True(arrived <= cap, $"{arrived} proposals of {member} arrived, of {cap}.");
    }

    private async Task<string> TotalAsync(string team) => await cluster.AskSqlAsync(
        $"SELECT string_agg(action || ': ' || n, ', ') FROM (SELECT action, count(*) AS n FROM purser.ledger WHERE team_id = '{team}' AND reverses IS NULL GROUP BY action ORDER BY action) a");

    private Task<T> GetAsync<T>(string path) => cluster.Api.ExpectAsync<T>(HttpMethod.Get, cluster.Gateways[1], path, body: null, cancellation);

    private sealed record AuditDocument(bool Ok);

    private sealed record FunnelDocument(FunnelRow[] Days, FunnelRow Total);

    private sealed record FunnelRow(int Scanned, int Matched, int Submitted, int Skipped, int Failed, int Credits, int BidCredits);
}
