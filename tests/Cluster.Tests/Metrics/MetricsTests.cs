using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Purser.Tests.Running;

namespace Purser.Tests.Metrics;

/// <summary>What an operator's Prometheus reads of a cluster at work.</summary>
[Collection(OneProcess.Name)]
public sealed class MetricsTests(OneProcessCluster cluster)
{
    private const string Debited = "purser_ledger_entries_total{otel_scope_name=\"Purser\",bucket=\"pool\",kind=\"debited\"}";
    private const string Refused = "purser_debits_refused_total{otel_scope_name=\"Purser\",reason=\"member_not_active\"}";

    private const string Replayed = "purser_answers_replayed_total{otel_scope_name=\"Purser\"}";
    private const string Unauthenticated = "purser_requests_denied_total{otel_scope_name=\"Purser\",outcome=\"unauthenticated\"}";

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_debit_and_each_refusal_is_counted_once_wherever_its_team_lives()
    {
        var teams = await cluster.OpenTeamsAsync("counted", count: 8, seats: 1);
        var (debited, refused, replayed) = (await SumAsync(Debited), await SumAsync(Refused), await SumAsync(Replayed));

        foreach (var team in teams)
        {
            for (var n = 0; n < 5; n++)
            {
                Assert.Equal(HttpStatusCode.Created, await DebitAsync(team, "owner", $"{n}"));
            }

            Assert.Equal(HttpStatusCode.OK, await DebitAsync(team, "owner", "0"));
            Assert.Equal(HttpStatusCode.Forbidden, await DebitAsync(team, "nobody", "none"));
        }

        await Eventually.TrueAsync(
            "each is counted",
            async () => (await SumAsync(Debited), await SumAsync(Refused), await SumAsync(Replayed)) == (debited + (8 * 5), refused + 8, replayed + 8),
            cancellation);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_told()
    {
        using var http = new HttpClient { BaseAddress = cluster.Gateways[0] };
        var before = await SumAsync(Unauthenticated);

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/metrics", UriKind.Relative), cancellation)).StatusCode);
        await Eventually.TrueAsync("it is counted", async () => await SumAsync(Unauthenticated) > before, cancellation);
    }

    private async Task<HttpStatusCode> DebitAsync(string team, string member, string key)
    {
        using var http = Http(cluster.Gateways[0]);
        http.DefaultRequestHeaders.Add("Idempotency-Key", key);
        using var body = new StringContent($$"""{"memberId":"{{member}}","action":"answer"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri($"/v1/teams/{team}/debits", UriKind.Relative), body, cancellation);
        return answer.StatusCode;
    }

    /// <summary>Over all processes.</summary>
    private async Task<long> SumAsync(string series)
    {
        var sum = 0L;
        for (var at = 0; at < cluster.Gateways.Count; at++)
        {
            using var http = Http(cluster.Gateways[at]);
            var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellation);
            sum += text.Split('\n').Where(line => line.StartsWith(series, StringComparison.Ordinal))
                .Sum(line => long.Parse(line[series.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture));
        }

        return sum;
    }

    private HttpClient Http(Uri gateway)
    {
        var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Local.OperatorKey);
        return http;
    }
}
