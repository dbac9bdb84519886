using System.Text.Json;
using System.Text.RegularExpressions;
using Purser.Local;
using Purser.Tests.Running;

namespace Purser.Tests.Metrics;

/// <summary>What is in <c>deploy/</c>, with a real Prometheus.</summary>
[Collection(OneProcess.Name)]
public sealed partial class PrometheusTests(OneProcessCluster cluster)
{
    /// <summary>What a cluster in peace has none of.</summary>
    private static readonly string[] Rare =
    [
        "purser_ledger_unwritten_total", "purser_resets_lag_seconds_bucket", "purser_alerts_deliveries_total", "purser_stripe_", "purser_requests_limited_total",
        "purser_auto_bid_steps_total",
    ];

    private static readonly string Deploy = Path.Combine(AppContext.BaseDirectory, "deploy");

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_alert_fires_when_it_should_and_none_for_a_healthy_cluster()
    {
        var (exitCode, output) = await PrivatePrometheus.ToolAsync(["test", "rules", Path.Combine(Deploy, "alerts.test.yml")], cancellation);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Every_question_of_the_dashboard_and_the_alerts_has_an_answer_from_a_cluster_at_work()
    {
        using var folder = TemporaryFolder.Create("purser-prometheus");
        await ConfigureAsync(folder.Path);
        await using var prometheus = await PrivatePrometheus.StartAsync(folder.Path, cancellation);
        using var http = new HttpClient { BaseAddress = prometheus.Url };

        var questions = (await QuestionsAsync()).Where(question => !Array.Exists(Rare, question.Contains)).ToList();
        Assert.InRange(questions.Count, 10, 100);
        foreach (var question in questions)
        {
            await Eventually.TrueAsync($"{question} is answered", async () => await IsAnsweredAsync(http, question), cancellation);
        }

        var rules = (await AskAsync(http, "rules")).GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        Assert.Equal(9, rules.Count);
        Assert.All(rules, rule => Assert.NotEqual("err", rule.GetProperty("health").GetString()));
        var targets = (await AskAsync(http, "targets?state=active")).GetProperty("activeTargets").EnumerateArray().ToList();
        Assert.Equal(cluster.Gateways.Count, targets.Count);
        Assert.All(targets, target => Assert.Equal("up", target.GetProperty("health").GetString()));
    }

    /// <summary>The file of deploy/, with this cluster's addresses and key, read every second.</summary>
    private async Task ConfigureAsync(string folder)
    {
        var key = Path.Combine(folder, "purser.key");
        await File.WriteAllTextAsync(key, cluster.Local.OperatorKey, cancellation);
        File.Copy(Path.Combine(Deploy, "alerts.yml"), Path.Combine(folder, "alerts.yml"));
        var gateways = Enumerable.Range(0, cluster.Gateways.Count).Select(at => $"\"{cluster.Gateways[at].Authority}\"");
        var config = (await File.ReadAllTextAsync(Path.Combine(Deploy, "prometheus.yml"), cancellation))
            .Replace("/etc/prometheus/purser.key", key, StringComparison.Ordinal)
            .Replace("\"127.0.0.1:8080\"", string.Join(", ", gateways), StringComparison.Ordinal)
            .Replace(": 15s", ": 1s", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config, cancellation);
    }

    /// <summary>All that the dashboard asks, and what the alerts ask of it; without what they hold it against.</summary>
    private async Task<List<string>> QuestionsAsync()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Deploy, "grafana.json"), cancellation));
        var drawn = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m", StringComparison.Ordinal));
        var alerted = (await File.ReadAllLinesAsync(Path.Combine(Deploy, "alerts.yml"), cancellation))
            .Select(line => Expression().Match(line)).Where(match => match.Success).Select(match => match.Groups["asked"].Value);
        return [.. drawn, .. alerted];
    }

    /// <summary>Where it is not yet, something happens that it may be about.</summary>
    private async Task<bool> IsAnsweredAsync(HttpClient http, string question)
    {
        if ((await AskAsync(http, $"query?query={Uri.EscapeDataString(question)}")).GetProperty("result").GetArrayLength() > 0)
        {
            return true;
        }

        await WorkAsync();
        return false;
    }

    /// <summary>Some debits, one of them again, a refusal, of a new team; and somebody without a key.</summary>
    private async Task WorkAsync()
    {
        var team = (await cluster.OpenTeamsAsync("watched", count: 1, seats: 1))[0];
        foreach (var member in new[] { "owner", "owner", "nobody" })
        {
            await cluster.Api.AskAsync(
                cluster.Gateways[0], team, new History.Ask.Debit($"{Guid.NewGuid()}", member, AiAction.Answer, JobId: null, Regeneration: false), cancellation);
        }

        var again = new History.Ask.Debit("again", "owner", AiAction.Answer, JobId: null, Regeneration: false);
        await cluster.Api.AskAsync(cluster.Gateways[0], team, again, cancellation);
        await cluster.Api.AskAsync(cluster.Gateways[0], team, again, cancellation);
        using var nobody = new HttpClient { BaseAddress = cluster.Gateways[0] };
        await nobody.GetAsync(new Uri("/v1/teams", UriKind.Relative), cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
    }

    private async Task<JsonElement> AskAsync(HttpClient http, string what)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/api/v1/{what}", UriKind.Relative), cancellation));
        return answer.RootElement.GetProperty("data").Clone();
    }

    [GeneratedRegex(@"^\s+expr: (?<asked>.*) (>|==) [0-9.]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
