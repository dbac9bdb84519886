using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests;

/// <summary>A key from its making to its end, at gateways of its own with a clock of its own.</summary>
public sealed class KeyLifeTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-10T12:00:00Z"));
    private readonly GatewayHost gateway;

    public KeyLifeTests() => gateway = new GatewayHost(hasCluster: true, time);

    private FakeApiKeys Keys => gateway.Teams.Keys;

    [Fact]
    public async Task It_is_shown_once_and_listed_without_its_secret()
    {
        await gateway.Api.OpenAsync("acme");

        var made = await gateway.Api.PostAsync("/v1/api-keys", """{"name":"Backend","scope":"team","teamId":"acme","expiresAt":"2026-03-11T00:00:00Z"}""");
        var (id, secret) = Of(made);

        made.ShouldBe(HttpStatusCode.Created, $$"""
            {"keyId":"{{id}}","key":"{{secret}}","prefix":"{{secret[..12]}}","scope":"team","teamId":"acme","name":"Backend",
             "createdAt":"2026-03-10T12:00:00Z","expiresAt":"2026-03-11T00:00:00Z"}
            """);
        Assert.Equal(50, secret.Length);
        var list = await gateway.Api.GetAsync("/v1/api-keys?teamId=acme");
        list.ShouldBe(HttpStatusCode.OK, $$"""
            {"items":[{"keyId":"{{id}}","name":"Backend","prefix":"{{secret[..12]}}","scope":"team","teamId":"acme","createdAt":"2026-03-10T12:00:00Z",
              "expiresAt":"2026-03-11T00:00:00Z","rotatedAt":null,"lastUsedAt":null,"revokedAt":null}],"next":null}
            """);
        Assert.DoesNotContain(secret, list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_works_nowhere_a_second_later_and_until_then_nobody_asks_twice()
    {
        var (id, secret) = await MakeAsync("""{"name":"k","scope":"operator"}""");
        for (var n = 0; n < 20; n++)
        {
            Assert.Equal(HttpStatusCode.OK, await UseAsync(secret));
        }

        Assert.Equal((1, 1), (Keys.LookUps, Keys.Confirmations));
        // Behind the gateway's back: another one was told.
        await Keys.Revoke(id, time.GetUtcNow());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(secret));
    }

    [Fact]
    public async Task A_key_in_use_is_confirmed_while_its_callers_go_on()
    {
        var (id, secret) = await MakeAsync("""{"name":"k","scope":"operator"}""");
        Assert.Equal(HttpStatusCode.OK, await UseAsync(secret));
        await Keys.Revoke(id, time.GetUtcNow());

        // Asked again after less than half a second, so that nobody ever waits for the answer.
        time.Advance(TimeSpan.FromMilliseconds(500));
        await UseAsync(secret);

        Assert.Equal(2, Keys.Confirmations);
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(secret));
    }

    [Fact]
    public async Task An_expired_key_is_none()
    {
        var (_, secret) = await MakeAsync("""{"name":"k","scope":"operator","expiresAt":"2026-03-10T12:00:30Z"}""");
        Assert.Equal(HttpStatusCode.OK, await UseAsync(secret));

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(secret));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_work_until_the_overlap_is_over()
    {
        var (id, first) = await MakeAsync("""{"name":"k","scope":"operator"}""");
        var rotated = await gateway.Api.PostAsync($"/v1/api-keys/{id}/rotation", """{"overlapSeconds":60}""");
        var (same, second) = Of(rotated);
        Assert.Equal((HttpStatusCode.OK, id), (rotated.Status, same));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await UseAsync(first), await UseAsync(second)));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await UseAsync(first), await UseAsync(second)));
    }

    [Fact]
    public async Task Its_last_use_is_taken_down()
    {
        var (id, secret) = await MakeAsync("""{"name":"k","scope":"operator"}""");
        await UseAsync(secret);
        time.Advance(TimeSpan.FromMinutes(2));
        await UseAsync(secret);

        var listed = await gateway.Api.GetAsync("/v1/api-keys");

        Assert.Equal(("2026-03-10T12:00:00Z", id), (listed.Json.GetProperty("items")[0].GetProperty("lastUsedAt").GetString(), listed.Json.GetProperty("items")[0].GetProperty("keyId").GetString()));
    }

    [Fact]
    public async Task Made_up_secrets_are_looked_up_once_each()
    {
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync("purser_nobody"));
        }

        Assert.Equal(1, Keys.LookUps);
    }

    [Fact]
    public async Task Without_the_cluster_a_key_cannot_be_told_from_none_and_that_is_said()
    {
        var (_, secret) = await MakeAsync("""{"name":"k","scope":"operator"}""");
        gateway.Teams.IsAway = true;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await UseAsync(secret));
    }

    [Theory]
    [InlineData("""{"name":"k","scope":"team"}""", "#/teamId")]
    [InlineData("""{"name":"k","scope":"operator","teamId":"acme"}""", "#/teamId")]
    [InlineData("""{"name":"k","scope":"everything"}""", "#/scope")]
    [InlineData("""{"name":"","scope":"debit"}""", "#/name")]
    [InlineData("""{"name":"k","scope":"debit","expiresAt":"2026-03-10T11:59:59Z"}""", "#/expiresAt")]
    public async Task What_makes_no_sense_is_refused_with_its_place(string json, string place)
    {
        var answer = await gateway.Api.PostAsync("/v1/api-keys", json);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(place, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task A_key_for_no_team_and_changes_of_no_key_are_not_found()
    {
        (await gateway.Api.PostAsync("/v1/api-keys", """{"name":"k","scope":"team","teamId":"nobody"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await gateway.Api.DeleteAsync("/v1/api-keys/key_none")).ShouldBeProblem(HttpStatusCode.NotFound, "key-not-found");
        (await gateway.Api.PostAsync("/v1/api-keys/key_none/rotation", "{}")).ShouldBeProblem(HttpStatusCode.NotFound, "key-not-found");
    }

    [Fact]
    public async Task Pages_of_keys_hold_together()
    {
        var made = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            made.Insert(0, (await MakeAsync("""{"name":"k","scope":"debit"}""")).Id);
        }

        List<string> read = [];
        for (string? next = ""; next is not null;)
        {
            var page = (await gateway.Api.GetAsync($"/v1/api-keys?limit=2{(next.Length > 0 ? $"&cursor={next}" : "")}")).Json;
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(static key => key.GetProperty("keyId").GetString()!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(made, read);
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    private static (string Id, string Secret) Of(ApiAnswer made) => (made.Json.GetProperty("keyId").GetString()!, made.Json.GetProperty("key").GetString()!);

    private async Task<(string Id, string Secret)> MakeAsync(string json) => Of(await gateway.Api.PostAsync("/v1/api-keys", json));

    private async Task<HttpStatusCode> UseAsync(string secret)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var answer = await http.GetAsync(new Uri("/v1/teams", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
