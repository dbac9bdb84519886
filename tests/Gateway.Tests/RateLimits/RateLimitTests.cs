using System.Net;
using Microsoft.Extensions.Time.Testing;
using Purser.Gateway.RateLimits;

namespace Purser.Gateway.Tests.RateLimits;

/// <summary>Limits as a caller meets them, at a gateway with a clock of its own.</summary>
public sealed class RateLimitTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-10T12:00:00Z"));
    private readonly GatewayHost gateway;

    public RateLimitTests() => gateway = new GatewayHost(
        hasCluster: true,
        time,
        ("Purser:RateLimits:Key:PerSecond", "2"), ("Purser:RateLimits:Key:AtOnce", "4"),
        ("Purser:RateLimits:Team:PerSecond", "1"), ("Purser:RateLimits:Team:AtOnce", "6"),
        ("Purser:RateLimits:HeavyReads:PerSecond", "0.1"), ("Purser:RateLimits:HeavyReads:AtOnce", "2"));

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_when_it_may_again_and_nothing_is_done()
    {
        var key = await KeyAsync("debit");
        for (var n = 0; n < 4; n++)
        {
            var taken = await DebitAsync(key, $"d-{n}");
            Assert.Equal(HttpStatusCode.Created, taken.Status);
            Assert.Equal(("\"key\";q=4;w=2, \"team\";q=6;w=6", $"\"key\";r={3 - n};t={Math.Max(1, (n + 2) / 2)}"), (taken.Headers["RateLimit-Policy"], taken.Headers["RateLimit"]));
        }

        var remaining = gateway.Teams["acme"].Remaining;
        var refused = await DebitAsync(key, "d-4");

        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal(("rate_limited", "1", "\"key\";r=0;t=2"), (refused.Json.GetProperty("reason").GetString(), refused.Headers["Retry-After"], refused.Headers["RateLimit"]));
        Assert.Equal(remaining, gateway.Teams["acme"].Remaining);

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(HttpStatusCode.Created, (await DebitAsync(key, "d-4")).Status);
    }

    [Fact]
    public async Task Two_keys_of_a_team_share_the_teams_and_another_teams_is_its_own()
    {
        var (one, two) = (await KeyAsync("team"), await KeyAsync("team"));
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(one, "acme/credits")).Status);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(two, "acme/credits")).Status);
        }

        var refused = await GetAsync(two, "acme/credits");

        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.StartsWith("\"team\";r=0", refused.Headers["RateLimit"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(await KeyAsync("team", "other"), "other/credits")).Status);
    }

    [Fact]
    public async Task Reads_of_much_are_counted_apart_and_cost_nobody_a_debit()
    {
        var (reader, debiter) = (await KeyAsync("team"), await KeyAsync("debit"));
        await GetAsync(reader, "acme/audit");
        await GetAsync(reader, "acme/usage/summary");

        var refused = await GetAsync(reader, "acme/insights");

        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("10", refused.Headers["Retry-After"]);
        Assert.Contains("Reads of much", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(reader, "acme/usage")).Status);
        Assert.Equal(HttpStatusCode.Created, (await DebitAsync(debiter, "d")).Status);
    }

    [Fact]
    public async Task An_operators_key_is_not_counted()
    {
        await gateway.Api.OpenAsync("acme");
        for (var n = 0; n < 10; n++)
        {
            var answer = await gateway.Api.GetAsync("/v1/teams/acme/audit");
            Assert.Equal((HttpStatusCode.OK, false), (answer.Status, answer.Headers.ContainsKey("RateLimit")));
        }
    }

    [Fact]
    public void A_limit_that_is_none_is_said_to_be_so() => Assert.Equal(
        [
            "Purser:RateLimits:Key:PerSecond is 0; it must be between 0.01 and 1000000.",
            "Purser:RateLimits:Key:AtOnce is 0; it must be between 1 and 1000000.",
        ],
        new RateLimitSettings { Key = new RateLimit() }.Errors());

    private async Task<string> KeyAsync(string scope, string team = "acme")
    {
        await gateway.Api.OpenAsync(team);
        var made = await gateway.Api.PostAsync("/v1/api-keys", $$"""{"name":"k","scope":"{{scope}}","teamId":"{{team}}"}""");
        return made.Json.GetProperty("key").GetString()!;
    }

    private Task<ApiAnswer> GetAsync(string key, string path) => SendAsync(HttpMethod.Get, key, path);

    private Task<ApiAnswer> DebitAsync(string key, string id) =>
        SendAsync(HttpMethod.Post, key, "acme/debits", Api.Json("""{"memberId":"anna","action":"answer"}"""), id);

    private Task<ApiAnswer> SendAsync(HttpMethod method, string key, string path, HttpContent? content = null, string? id = null) =>
        gateway.Api.SendAsync(method, $"/v1/teams/{path}", content, id, headers => headers.Authorization = new("Bearer", key));
}
