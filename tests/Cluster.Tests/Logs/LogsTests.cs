using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Purser.Local;
using Purser.Tests.Running;

namespace Purser.Tests.Logs;

/// <summary>What the processes write down, at the level at which they say most.</summary>
public sealed class LogsTests : IAsyncLifetime
{
    private const string OwnersName = "Philomena Quarterstaff";
    private const string MembersName = "Bartholomew Underhill";
    private const string TeamsName = "Zephyrine and Daughters";
    private const string HookPath = "hooks-7f1c0d9e5b";
    private const string NobodysKey = "purser_key_nobody-has-this-one-4be1";
    private const int Refused = 40;

    private readonly LoggingCluster cluster = new();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => cluster.InitializeAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Each_line_is_a_JSON_object_and_names_no_person_and_no_secret_whatever_goes_wrong_and_an_outage_is_one_line()
    {
        using var http = new HttpClient { BaseAddress = cluster.Gateways[0] };
        var told = await WorkAsync(http);
        await cluster.Postgres.KillAsync();
        for (var n = 0; n < Refused; n++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(http, HttpMethod.Post, "/v1/teams/logged/debits", Debit("owner"))).Status);
        }

        await cluster.Postgres.StartAsync(cancellation);
        await Eventually.TrueAsync(
            "debits are taken again", async () => (await SendAsync(http, HttpMethod.Post, "/v1/teams/logged/debits", Debit("owner"))).Status == HttpStatusCode.Created, cancellation);

        var lines = new List<string>();
        foreach (var server in cluster.Local.Silos)
        {
            lines.AddRange(await File.ReadAllLinesAsync(server.LogFile, cancellation));
        }

        var objects = lines.ConvertAll(static line => JsonDocument.Parse(line).RootElement);
        Assert.Contains(objects, static line => line.GetProperty("LogLevel").GetString() == "Debug");
        Assert.All(objects, static line => Assert.Equal(
            TimeSpan.Zero, DateTimeOffset.Parse(line.GetProperty("Timestamp").GetString()!, CultureInfo.InvariantCulture).Offset));
        Assert.All(objects, static line => Assert.True(line.TryGetProperty("Scopes", out _)));
        Assert.Single(objects, static line =>
            line.GetProperty("LogLevel").GetString() is "Warning" or "Error" && line.GetProperty("Category").GetString()!.StartsWith("Purser.Gateway", StringComparison.Ordinal));
        Assert.All(
            [cluster.Local.OperatorKey, OwnersName, MembersName, TeamsName, HookPath, NobodysKey, cluster.Local.Stripe!.WebhookSecret, "sk_test_standin", .. told],
            secret => Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal)));
    }

    /// <summary>The usual requests, and the usual mistakes.</summary>
    /// <returns>What was told and is nobody else's to know.</returns>
    private async Task<string[]> WorkAsync(HttpClient http)
    {
        await OkAsync(http, HttpMethod.Put, "/v1/teams/logged", new { name = TeamsName, owner = new { memberId = "owner", name = OwnersName }, subscription = new { plan = "lite", seats = 2 } });
        await OkAsync(http, HttpMethod.Put, "/v1/teams/logged/members/other", new { name = MembersName, role = "member" });
        await OkAsync(http, HttpMethod.Post, "/v1/teams/logged/debits", Debit("owner"));
        await OkAsync(http, HttpMethod.Get, "/v1/teams/logged/members", body: null);
        await OkAsync(http, HttpMethod.Get, "/v1/teams/logged/audit-log", body: null);
        var key = (await OkAsync(http, HttpMethod.Post, "/v1/api-keys", new { name = MembersName, scope = "team", teamId = "logged" })).GetProperty("key").GetString()!;
        await SendAsync(http, HttpMethod.Get, "/v1/teams/logged/credits", body: null, key);
        var link = (await OkAsync(http, HttpMethod.Post, "/v1/teams/logged/portal-links", new { memberId = "owner" })).GetProperty("url").GetString()!;
        await SendAsync(http, HttpMethod.Get, new Uri(link).PathAndQuery, body: null);
        await SendAsync(http, HttpMethod.Get, new Uri(link).PathAndQuery, body: null);
        var session = (await OkAsync(http, HttpMethod.Post, "/v1/teams/logged/portal-sessions", new { memberId = "owner", origin = "https://product.example" })).GetProperty("token").GetString()!;
        await SendAsync(http, HttpMethod.Get, "/portal/embed", body: null, session);
        // Nobody listens there.
        var endpoint = await OkAsync(http, HttpMethod.Post, "/v1/alert-endpoints", new { url = $"http://127.0.0.1:{Ports.PickFree()}/{HookPath}?token={HookPath}", name = OwnersName });
        await OkAsync(http, HttpMethod.Post, $"/v1/alert-endpoints/{endpoint.GetProperty("endpointId").GetString()}/test", new { });
        await OkAsync(http, HttpMethod.Post, "/v1/teams/logged/top-ups", new { pack = "small" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(http, HttpMethod.Get, "/v1/teams/logged/credits", body: null, NobodysKey)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(http, HttpMethod.Post, "/v1/teams/logged/debits", Debit("nobody"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, HttpMethod.Put, "/v1/teams/logged/members/more", new { name = MembersName, role = MembersName })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, HttpMethod.Post, "/v1/stripe/webhook", new { name = OwnersName })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(http, HttpMethod.Get, $"/v1/{Uri.EscapeDataString(OwnersName)}", body: null)).Status);
        return [key, link.Split('=')[^1], session, endpoint.GetProperty("secret").GetString()!];
    }

    private static object Debit(string member) => new { memberId = member, action = "answer" };

    private async Task<JsonElement> OkAsync(HttpClient http, HttpMethod method, string path, object? body)
    {
        var (status, text) = await SendAsync(http, method, path, body);
        Assert.True((int)status < 300, $"{method} {path}: {(int)status} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, HttpMethod method, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? cluster.Local.OperatorKey);
        request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
        request.Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), new MediaTypeHeaderValue("application/json"));
        using var answer = await http.SendAsync(request, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>One process whose log is for machines and has everything that Purser, Orleans and Npgsql say.</summary>
    private sealed class LoggingCluster : RunningCluster
    {
        protected override LocalClusterOptions Options => base.Options with
        {
            Silos = 1,
            Separate = false,
            StripeStandIn = true,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Logging__Console__FormatterName"] = "json",
                ["Logging__Console__LogLevel__Default"] = "Debug",
                ["Logging__Console__LogLevel__Microsoft"] = "Warning",
            },
        };
    }
}
