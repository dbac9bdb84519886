using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Trial;

/// <summary>
/// A believable lot of work, by way of the gateways' single and batch calls from several clients at once; then every
/// number that the product shows is compared with what was asked for.
/// </summary>
[Collection(OneCluster.Name)]
public sealed class JobPostsTests(RunningCluster cluster)
{
    private const int Clients = 8;
    private const int JobsAtOnce = 25;
    private const int SeatCredits = 100;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_job_post_is_opened_every_third_answered_and_every_number_is_exact()
    {
        var posts = await JobPosts.ReadAsync(cancellation);
        var asks = posts.All.ToList();
        // Some credits fewer than needed in the pool, and more than enough in extra: both buckets are spent from.
        var seats = Math.Max(JobPosts.Members.Length, (asks.Count - 1) / SeatCredits);
        var team = (await cluster.OpenTeamsAsync("jobs", count: 1, seats, JobPosts.Members[1..]))[0];
        var recorder = new Recorder();
        var extra = new Credits(2 * SeatCredits);
        await NewCaller(Clients, recorder).AskAsync(team, new Ask.Grant("extra", extra), cancellation);

        await WorkAsync(team, posts, recorder);

        Console.WriteLine($"{posts.Days.Count} job posts: {Proof.Summary(recorder)}");
        await Proof.HoldsAsync(cluster, recorder, [team]);
        var pool = Math.Min(asks.Count, seats * SeatCredits);
        await CreditsAreAsync(team, asks.Count, pool, seats * SeatCredits, extra.Count);
        await MembersAreAsync(team, asks);
        await HistoryIsAsync(team, "", asks);
        await HistoryIsAsync(team, "&member=ben&action=cover_letter", asks.Where(ask => ask is { MemberId: "ben", Action: AiAction.CoverLetter }));
    }

    /// <summary>Each client takes every eighth bundle of jobs, in turns as one batch and debit by debit.</summary>
    private Task WorkAsync(string team, JobPosts posts, Recorder recorder)
    {
        var bundles = posts.Days.Chunk(JobsAtOnce).Select((jobs, number) => (Debits: jobs.SelectMany(job => job).ToArray(), Number: number)).ToList();
        return Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var caller = NewCaller(client, recorder);
            foreach (var (debits, number) in bundles.Where(bundle => bundle.Number % Clients == client))
            {
                await SendAsync(caller, team, debits, asBatch: number / Clients % 2 == 0);
            }
        }));
    }

    private async Task SendAsync(Caller caller, string team, Ask.Debit[] debits, bool asBatch)
    {
        if (asBatch)
        {
            await caller.AskBatchAsync(team, debits, cancellation);
            return;
        }

        foreach (var debit in debits)
        {
            await caller.AskAsync(team, debit, cancellation);
        }
    }

    private async Task CreditsAreAsync(string team, long used, long fromPool, long total, long granted)
    {
        var credits = await GetAsync<CreditsDocument>($"/v1/teams/{team}/credits");
        Assert.Equal(
            new CreditsDocument(
                new Credits(total - fromPool),
                new Credits(used),
                new Credits(fromPool),
                new Credits(used - fromPool),
                new Credits(total),
                new Credits(granted - (used - fromPool)),
                Credits.Zero,
                credits.Version),
            credits);
    }

    private async Task MembersAreAsync(string team, List<Ask.Debit> asks)
    {
        var members = await GetAsync<MembersDocument>($"/v1/teams/{team}/members");
        Assert.Equal(
            asks.GroupBy(ask => ask.MemberId, StringComparer.Ordinal)
                .OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => (member.Key, (long)member.Count())),
            members.Items.Select(member => (member.MemberId, member.Used.Count)));
    }

    private async Task HistoryIsAsync(string team, string filter, IEnumerable<Ask.Debit> asks)
    {
        List<UsageRow> rows = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync<UsageDocument>($"/v1/teams/{team}/usage?limit=200{filter}{cursor}");
            rows.AddRange(page.Items);
            cursor = page.Next is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(rows.Select(row => row.EntryId).OrderDescending(), rows.Select(row => row.EntryId));
        Assert.All(rows, row => Assert.Equal(-Credits.One, row.Amount));
        Assert.Equal(
            asks.Select(ask => (ask.MemberId, ask.Action, ask.JobId, ask.Regeneration)).Order(),
            rows.Select(row => (row.MemberId, row.Action, row.JobId, row.Regeneration)).Order());
    }

    private Caller NewCaller(int client, Recorder recorder) => new(client, cluster.Api, cluster.Gateways, recorder, Chosen.Seed + client);

    private Task<T> GetAsync<T>(string path) => cluster.Api.ExpectAsync<T>(HttpMethod.Get, cluster.Gateways[1], path, body: null, cancellation);

    private sealed record MembersDocument(MemberRow[] Items);

    private sealed record MemberRow(string MemberId, Credits Used);

    private sealed record UsageDocument(UsageRow[] Items, string? Next);

    private sealed record UsageRow(long EntryId, string MemberId, AiAction Action, string? JobId, bool Regeneration, Credits Amount);
}
