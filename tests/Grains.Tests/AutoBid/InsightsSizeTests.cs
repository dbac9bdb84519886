using System.Diagnostics;
using System.Globalization;
using Purser.AutoBid;
using Purser.Grains.Tests.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>Alone in the process, so that what is allocated is its own.</summary>
[CollectionDefinition(nameof(InsightsSizeTests), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>What insights and what-if take for a hundred thousand jobs with descriptions of 2 KB.</summary>
[Collection(nameof(InsightsSizeTests))]
public sealed class InsightsSizeTests(LedgerServer server) : IAsyncLifetime
{
    private const int Jobs = 100_000;
    private const long Most = 50_000_000;

    /// <summary>Half a second on a machine that does nothing else; and no caller waits for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private BidStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BidStage.SetAsync(server);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task A_hundred_thousand_jobs_take_less_than_50_megabytes()
    {
        // With two alternatives, insights tell by the posts' own words which of them brought what.
        var searching = BidStage.Wide with { Query = "go OR php" };
        await stage.EnableAsync(searching);
        await stage.EnableAsync(searching, member: "mia");
        await InsertAsync("mia", 1000);
        await InsertAsync("olga", Jobs + 5000);
        await stage.Cluster.ScalarAsync("ANALYZE purser.auto_bid_job");
        // What is compiled, connected and cached is not what is measured.
        await stage.Insights("mia").Advise(30);
        await stage.Insights("mia").WhatIf(new WhatIfQuestion(30, Query: "", Threshold: 80));

        var advice = await MeasureAsync("insights", () => stage.Insights().Advise(30));
        var answer = await MeasureAsync("what-if", () => stage.Insights().WhatIf(new WhatIfQuestion(30, Query: "", Threshold: 80)));

        // Whole days, and no more jobs than are looked at.
        Assert.Equal(advice!.From, answer!.From);
        Assert.True(advice.From > answer.To.AddDays(-29), "The first days were to be left out.");
        Assert.InRange(answer.Would.Sum(day => day.Scanned), Jobs - 5000, Jobs);
        Assert.Equal(answer.Was.Sum(day => day.Scanned), answer.Would.Sum(day => day.Scanned));
        Assert.NotEmpty(advice.Cuts);
        Assert.Equal(["go", "php"], advice.Words!.Select(word => word.Text).Order());
        Assert.All(advice.Words!, word => Assert.InRange(word.Submitted + word.Skipped, 600, 700));
    }

    private static async Task<T> MeasureAsync<T>(string what, Func<Task<T>> act)
    {
        var (before, since) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        var answer = await act();
        var took = Stopwatch.GetElapsedTime(since);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} over {Jobs:N0} jobs: {took.TotalMilliseconds:N0} ms, {allocated / 1e6:N1} MB allocated."));
        Assert.True(allocated < Most, $"{allocated:N0} bytes were allocated for {what}.");
        Assert.True(took < Longest, $"It took {took.TotalSeconds:0.0} s to answer {what}.");
        return answer;
    }

    /// <summary>Jobs of thirty days as they go: half of them skipped, the go ones among the others.</summary>
    private Task<object?> InsertAsync(string member, int jobs) => stage.Cluster.ScalarAsync(string.Create(CultureInfo.InvariantCulture, $$"""
        INSERT INTO purser.auto_bid_job
          (team_id, member_id, job_id, day, position, state, score, match_credit, bid_credit, bid_day, submit_day, owed, run_id, own_keys, post, skills)
        SELECT 'acme', '{{member}}', 'job-' || n, day, n, CASE WHEN score < 50 THEN 4 ELSE 5 END, score, 1, CASE WHEN score < 50 THEN 0 ELSE 1 END,
          day, day, false, 'run', true,
          '{"Id":"job","Title":"A ' || (ARRAY['php', 'go', 'react'])[1 + n % 3] || ' job","Description":"' || repeat(md5(n::text), 64) || '","Payment":0,"Level":"","Skills":[]}', skills
        FROM (
          SELECT n, date '{{stage.Cluster.Clock.GetUtcNow():yyyy-MM-dd}}' - 29 + (n * 30 / ({{jobs}} + 1)) AS day,
            CASE WHEN n % 3 = 0 THEN n % 50 ELSE n * 37 % 101 END AS score,
            (ARRAY['php', 'go', 'react'])[1 + n % 3] || E'\nskill-' || n % 977 || E'\nskill-' || n % 499 || E'\nEnglish' AS skills
          FROM generate_series(1, {{jobs}}) n
        ) jobs
        """));
}
