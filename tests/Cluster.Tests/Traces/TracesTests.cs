using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Purser.Local;
using Purser.Tests.Running;

namespace Purser.Tests.Traces;

/// <summary>What arrives at an operator's collector of a debit, from its caller's span to the commit.</summary>
public sealed class TracesTests
{
    private const string Debit = "POST /v1/teams/{teamId}/debits";
    private const string Commit = "INSERT purser.ledger";
    private const string Gathered = "debits gathered";
    private const int Callers = 48;

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_debit_is_traced_from_its_caller_to_its_commit_which_many_may_share(bool separate)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var cluster = new TracedCluster(receiver.Url, separate);
        await cluster.InitializeAsync();
        using var http = new HttpClient { BaseAddress = cluster.Gateways[0] };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Local.OperatorKey);
        var team = (await cluster.OpenTeamsAsync("traced", count: 1, seats: 1))[0];

        var unwanted = await DebitAsync(http, team, isSampled: false);
        var wanted = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => DebitAsync(http, team, isSampled: true)));

        await Eventually.TrueAsync("all have arrived", () => Array.TrueForAll(wanted, caller => IsWhole(receiver.Spans, caller)), cancellation);
        Assert.DoesNotContain(receiver.Spans, span => span.Trace == unwanted.Trace);
        Assert.All(receiver.Spans.Where(static span => span.Name == Debit), span => Assert.Equal(team, span.Tags["purser.team.id"]));
        Assert.All(receiver.Spans.Where(static span => span.Name == Commit), static span => Assert.Equal("postgresql", span.Tags["db.system.name"]));
        await Eventually.TrueAsync("metrics arrive too", () => receiver.Metrics.Contains("purser.ledger.commit.duration"), cancellation);
        // One exporter hears all of a process: nothing comes twice.
        Assert.Equal(receiver.Spans.Count, receiver.Spans.DistinctBy(static span => span.Id).Count());
    }

    /// <summary>The request is within the caller's span, and the commit within the request's trace, or linked to it, or to that of the call that it shared.</summary>
    private static bool IsWhole(IReadOnlyCollection<Span> spans, (string Trace, string Span) caller)
    {
        var own = spans.Where(span => span.Trace == caller.Trace).ToList();
        return own.Exists(span => span.Name == Debit && span.Parent == caller.Span)
            && (LeadsToCommit(spans, caller.Trace) || spans.Any(span => span.Name == Gathered && span.Links.Contains(caller.Trace) && LeadsToCommit(spans, span.Trace)));
    }

    private static bool LeadsToCommit(IReadOnlyCollection<Span> spans, string trace) => spans.Any(span => span.Name == Commit
        && (span.Links.Contains(trace) || (span.Trace == trace && spans.Any(parent => parent.Id == span.Parent))));

    private async Task<(string Trace, string Span)> DebitAsync(HttpClient http, string team, bool isSampled)
    {
        var (trace, span) = (RandomNumberGenerator.GetHexString(32, lowercase: true), RandomNumberGenerator.GetHexString(16, lowercase: true));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/teams/{team}/debits", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", trace);
        request.Headers.Add("traceparent", $"00-{trace}-{span}-{(isSampled ? "01" : "00")}");
        request.Content = new StringContent("""{"memberId":"owner","action":"answer"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await http.SendAsync(request, cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (trace, span);
    }

    private sealed class TracedCluster(string receiver, bool separate) : RunningCluster
    {
        protected override LocalClusterOptions Options => base.Options with
        {
            Silos = 1,
            Gateways = 1,
            Separate = separate,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            },
        };
    }
}
