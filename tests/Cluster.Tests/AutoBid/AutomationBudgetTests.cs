using System.Globalization;
using Purser.Local;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.AutoBid;

/// <summary>What all of a team's Auto Bid may take in a cycle: workers stop there and say why, and people have the rest.</summary>
[Trait("Runs", "thorough")]
public sealed class AutomationBudgetTests
{
    private const int Budget = 31;
    private const int SeatCredits = 100;

    private static readonly string[] Members = ["first", "second"];

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_stop_where_the_automation_budget_ends_people_spend_the_rest_and_after_the_reset_it_goes_on()
    {
        await using var cluster = new MovedCluster();
        await cluster.InitializeAsync();
        await Proof.ExplainAsync(cluster, async () =>
        {
            var team = await OpenAsync(cluster);
            using var feed = await BidFeed.WriteAsync(number: 0, cancellation);

            await StopForTheBudgetAsync(cluster, team, feed);
            await PeopleSpendTheRestAsync(cluster, team, "before");

            var end = (await GetAsync<CycleDocument>(cluster, $"/v1/teams/{team}/credits")).Cycle.End;
            cluster.Ahead = end.AddHours(1) - TimeProvider.System.GetUtcNow();
            await cluster.RestartAsync();

            await StopForTheBudgetAsync(cluster, team, feed);
            await PeopleSpendTheRestAsync(cluster, team, "after");
            Assert.Equal("0", await cluster.AskSqlAsync(
                $"SELECT count(*) FROM (SELECT FROM purser.ledger WHERE team_id = '{team}' AND action IN (3, 4) AND reverses IS NULL GROUP BY member_id, job_id, action HAVING count(*) > 1) twice"));
        });
    }

    private async Task<string> OpenAsync(MovedCluster cluster)
    {
        var team = (await cluster.OpenTeamsAsync("automated", count: 1, seats: 3, Members))[0];
        await PutAsync(cluster, $"/v1/teams/{team}/automation-budget", new { credits = Budget });
        foreach (var member in Members)
        {
            await PutAsync(cluster, $"/v1/teams/{team}/auto-bid/{member}", new { enabled = true, query = "", threshold = 30, dailyCap = 1_000 });
        }

        return team;
    }

    /// <summary>A worker goes through the feed for both members until neither is granted anything.</summary>
    private async Task StopForTheBudgetAsync(MovedCluster cluster, string team, BidFeed feed)
    {
        var worker = cluster.Local.StartWorker(
            "auto-bid", "--team", team, "--feed", feed.Jobs, "--profile", feed.Profile, "--submit-file", feed.Jobs + ".proposals");
        Assert.Equal(0, await worker.Exited);

        Assert.Contains("Auto Bid has taken from the pool what it may in this cycle", await File.ReadAllTextAsync(worker.LogFile, cancellation), StringComparison.Ordinal);
        var automation = (await GetAsync<AutomationDocument>(cluster, $"/v1/teams/{team}/credits")).Automation;
        Assert.Equal((Budget, 0), (automation.Used, automation.Left));
        foreach (var member in Members)
        {
            var stop = (await GetAsync<FunnelDocument>(cluster, $"/v1/teams/{team}/auto-bid/{member}/funnel")).Days[^1].Stops[^1];
            Assert.Equal(("credit_refused", "automation_budget_reached"), (stop.StoppedBy, stop.Refusal));
        }
    }

    private async Task PeopleSpendTheRestAsync(MovedCluster cluster, string team, string prefix)
    {
        var rest = ((Members.Length + 1) * SeatCredits) - Budget;
        var batch = await cluster.Api.ExpectAsync<BatchDocument>(
            HttpMethod.Post, cluster.Gateways[0], $"/v1/teams/{team}/debits/batch",
            new
            {
                debits = Enumerable.Range(0, rest + 1)
                    .Select(n => new { key = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}"), memberId = n % 2 == 0 ? "owner" : Members[0], action = "cover_letter" }),
            },
            cancellation);

        Assert.All(batch.Results[..^1], result => Assert.Equal("debited", result.Outcome));
        Assert.Equal(("refused", RefusalReason.CreditsExhausted), (batch.Results[^1].Outcome, batch.Results[^1].Reason));
    }

    private Task<T> GetAsync<T>(MovedCluster cluster, string path) =>
        cluster.Api.ExpectAsync<T>(HttpMethod.Get, cluster.Gateways[0], path, body: null, cancellation);

    private Task<object> PutAsync(MovedCluster cluster, string path, object body) =>
        cluster.Api.ExpectAsync<object>(HttpMethod.Put, cluster.Gateways[0], path, body, cancellation);

    /// <summary>One process, whose clock runs ahead after its next start.</summary>
    private sealed class MovedCluster : RunningCluster
    {
        public TimeSpan? Ahead { get; set; }

        /// <inheritdoc />
        protected override LocalClusterOptions Options => base.Options with { Silos = 1, Separate = false, ClockOffset = Ahead };
    }

    private sealed record CycleDocument(CycleSpan Cycle);

    private sealed record CycleSpan(DateTimeOffset End);

    private sealed record AutomationDocument(AutomationStanding Automation);

    private sealed record AutomationStanding(int Used, int Left);

    private sealed record FunnelDocument(FunnelDay[] Days);

    private sealed record FunnelDay(Stop[] Stops);

    private sealed record Stop(string StoppedBy, string? Refusal);
}
