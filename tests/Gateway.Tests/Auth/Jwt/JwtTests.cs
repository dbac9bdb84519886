using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Purser.AuditTrail;
using Purser.Gateway.Auth.Jwt;
using Purser.Gateway.Tests.Mcp;

namespace Purser.Gateway.Tests.Auth.Jwt;

/// <summary>Tokens of a provider of the deployment's own, as a caller presents them to a gateway with a clock of its own.</summary>
public sealed class JwtTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-10T12:00:00Z");

    private static readonly Dictionary<string, Func<Issuer, string>> Worthless = new(StringComparer.Ordinal)
    {
        ["no signature"] = static issuer => issuer.Forge("""{"alg":"none","typ":"JWT","kid":"rsa-1"}""", static _ => []),
        ["a signature with the public key as a secret"] = static issuer => issuer.Forge(
            """{"alg":"HS256","typ":"JWT","kid":"rsa-1"}""", text => HMACSHA256.HashData(issuer.PublicKey(), text)),
        ["a signature with a secret among the keys"] = static issuer => issuer.Forge(
            """{"alg":"HS256","typ":"JWT","kid":"shared"}""", static text => HMACSHA256.HashData(Issuer.Secret, text)),
        ["another's signature"] = static issuer => issuer.Forge("""{"alg":"RS256","typ":"JWT","kid":"rsa-1"}""", static text =>
        {
            using var other = RSA.Create(2048);
            return other.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }),
        ["a key of its own in its head"] = static issuer => issuer.Forge("""{"alg":"ES256","typ":"JWT","kid":"mine","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}""", static _ => new byte[64]),
        ["an algorithm that is not taken"] = static issuer => issuer.Issue(algorithm: SecurityAlgorithms.RsaSha512),
        ["another payload"] = static issuer => string.Join('.', issuer.Issue().Split('.') is [var head, _, var signature] ? [head, issuer.Issue(Claim("purser_team", "other")).Split('.')[1], signature] : []),
        ["another issuer"] = static issuer => issuer.Issue(static token => token.Issuer = "https://id.example.org"),
        ["another audience"] = static issuer => issuer.Issue(static token => token.Audience = "another"),
        ["expired"] = static issuer => issuer.Issue(static token => token.Expires = Now.AddSeconds(-31).UtcDateTime),
        ["not yet valid"] = static issuer => issuer.Issue(static token => token.NotBefore = Now.AddSeconds(31).UtcDateTime),
        ["no end"] = static issuer => issuer.Issue(static token => token.Expires = null),
        ["no subject"] = static issuer => issuer.Issue(static token => token.Claims.Remove("sub")),
        ["no scope"] = static issuer => issuer.Issue(static token => token.Claims.Remove("purser_scope")),
        ["a scope that there is not"] = static issuer => issuer.Issue(Claim("purser_scope", "everything")),
        ["an operator's scope"] = static issuer => issuer.Issue(static token =>
        {
            token.Claims["purser_scope"] = "operator";
            token.Claims.Remove("purser_team");
        }),
        ["no team"] = static issuer => issuer.Issue(static token => token.Claims.Remove("purser_team")),
        ["no team to debit"] = static issuer => issuer.Issue(static token =>
        {
            token.Claims["purser_scope"] = "debit";
            token.Claims.Remove("purser_team");
        }),
        ["a subject that is no text"] = static issuer => issuer.Issue(Claim("sub", "a\0b")),
        ["two teams"] = static issuer => issuer.Issue(static token => token.Claims["purser_team"] = new[] { "acme", "other" }),
        ["an id that is none"] = static issuer => issuer.Issue(Claim("purser_team", "..")),
        ["no token"] = static _ => "eyJ.eyJ.eyJ",
    };

    private readonly FakeTimeProvider time = new(Now);
    private readonly Issuer issuer = new(Now);
    private readonly GatewayHost gateway;

    public JwtTests() => gateway = Host(issuer.File);

    public static TheoryData<string> Kinds => [.. Worthless.Keys];

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        issuer.Dispose();
    }

    [Theory]
    [InlineData("rsa-1")]
    [InlineData("ec-1")]
    public async Task A_token_opens_what_its_scope_says_of_its_team_alone(string kid)
    {
        await gateway.Api.OpenAsync("acme");
        await gateway.Api.OpenAsync("other");
        var (team, debit) = (issuer.Issue(kid: kid), issuer.Issue(Claim("purser_scope", "debit"), kid));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, team, "teams/acme/credits")).Status);
        (await SendAsync(HttpMethod.Get, team, "teams/other/credits")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-yours");
        (await SendAsync(HttpMethod.Get, team, "teams")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-yours");
        (await SendAsync(HttpMethod.Get, debit, "teams/acme/credits")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-yours");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Post, debit, "teams/acme/debits", """{"memberId":"anna","action":"answer"}""", "d")).Status);

        await SendAsync(HttpMethod.Put, team, "teams/acme/budget", """{"budget":3}""");
        Assert.Equal(Actor.Token("backend"), gateway.Teams["acme"].LastActor);
    }

    [Fact]
    public async Task A_token_opens_the_tools_for_assistants_too_and_what_is_changed_by_them_is_changed_by_its_subject()
    {
        await gateway.Api.OpenAsync("acme");
        await using var assistant = await Assistant.ConnectAsync(gateway, issuer.Issue());
        var preview = await assistant.CallAsync("set_budget", """{"budget":3}""");

        await assistant.CallAsync("set_budget", $$"""{"budget":3,"confirm":"{{preview.Confirm}}"}""");

        Assert.Equal(Actor.Token("backend"), gateway.Teams["acme"].LastActor);
        Assert.Contains("\"budget\":3", (await gateway.Api.GetAsync("/v1/teams/acme/members")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_token_with_something_wrong_is_worth_nothing(string kind)
    {
        await gateway.Api.OpenAsync("acme");

        (await SendAsync(HttpMethod.Get, Worthless[kind](issuer), "teams/acme/credits")).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task It_holds_until_it_expires_and_clocks_may_be_a_little_apart()
    {
        await gateway.Api.OpenAsync("acme");
        var early = issuer.Issue(static token => token.NotBefore = Now.AddSeconds(29).UtcDateTime);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, early, "teams/acme/credits")).Status);

        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, early, "teams/acme/credits")).Status);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, early, "teams/acme/credits")).Status);
    }

    [Fact]
    public async Task A_new_key_is_known_within_a_minute_and_one_that_is_withdrawn_is_good_no_longer_than_keys_are_kept()
    {
        await gateway.Api.OpenAsync("acme");
        var old = issuer.Issue(static token => token.Expires = Now.AddHours(1).UtcDateTime);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, old, "teams/acme/credits")).Status);
        issuer.Add("rsa-2", RSA.Create(2048));
        var fresh = issuer.Issue(static token => token.Expires = Now.AddHours(1).UtcDateTime, "rsa-2");
        issuer.Withdraw("rsa-1");
        issuer.Publish();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, old, "teams/acme/credits")).Status);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, fresh, "teams/acme/credits")).Status);

        // Read anew for the other's sake.
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, old, "teams/acme/credits")).Status);
        issuer.Withdraw("rsa-2");
        issuer.Add("rsa-3", RSA.Create(2048));
        issuer.Publish();
        time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, fresh, "teams/acme/credits")).Status);
    }

    [Fact]
    public async Task Keys_are_asked_for_over_the_network_seldom_and_a_redirect_is_not_followed()
    {
        var (asked, answers) = (0, Results.Redirect("https://id.example.org/keys"));
        await using var provider = WebApplication.CreateSlimBuilder().Build();
        provider.Urls.Add("http://127.0.0.1:0");
        provider.MapGet("/keys", () =>
        {
            asked++;
            return answers;
        });
        await provider.StartAsync(TestContext.Current.CancellationToken);
        await using var own = Host($"{provider.Urls.Single()}/keys");
        await own.Api.OpenAsync("acme");

        (await SendAsync(HttpMethod.Get, issuer.Issue(), "teams/acme/credits", of: own)).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await SendAsync(HttpMethod.Get, issuer.Issue(), "teams/acme/credits", of: own)).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(1, asked);

        answers = Results.Text(issuer.Keys(), "application/json");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, issuer.Issue(), "teams/acme/credits", of: own)).Status);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(
            HttpMethod.Get, issuer.Forge("""{"alg":"RS256","typ":"JWT","kid":"made-up"}""", static _ => [1]), "teams/acme/credits", of: own)));
        Assert.Equal(2, asked);

        // What is known is good while the provider is away.
        await provider.StopAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromHours(1));
        var later = issuer.Issue(static token => token.Expires = Now.AddHours(2).UtcDateTime);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, later, "teams/acme/credits", of: own)).Status);
    }

    [Fact]
    public async Task Where_no_issuer_is_named_no_token_is_taken()
    {
        await using var without = new GatewayHost(hasCluster: true, time);
        await without.Api.OpenAsync("acme");

        (await SendAsync(HttpMethod.Get, issuer.Issue(), "teams/acme/credits", of: without)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [InlineData("Issuer and Purser:Jwt:Audience must both be set", Issuer.Name, null, "https://id.example.com/keys", null, null)]
    [InlineData("Purser:Jwt:Issuer is missing", null, "purser", null, null, null)]
    [InlineData("Purser:Jwt:Keys is 'http://id.example.com/keys'", Issuer.Name, "purser", "http://id.example.com/keys", null, null)]
    [InlineData("Purser:Jwt:Keys is '/nowhere/at/all'", Issuer.Name, "purser", "/nowhere/at/all", null, null)]
    [InlineData("Purser:Jwt:Algorithms has 'HS256'", Issuer.Name, "purser", "https://id.example.com/keys", "HS256", null)]
    [InlineData("Purser:Jwt:Algorithms has 'none'", Issuer.Name, "purser", "https://id.example.com/keys", "none", null)]
    [InlineData("Purser:Jwt:Scopes has 'admin'", Issuer.Name, "purser", "https://id.example.com/keys", null, "admin")]
    public void What_makes_no_sense_is_said(string sentence, string? name, string? audience, string? keys, string? algorithm, string? scope) => Assert.Contains(
        sentence,
        Assert.Single(new JwtSettings
        {
            Issuer = name, Audience = audience, Keys = keys, Algorithms = algorithm is null ? [] : [algorithm], Scopes = scope is null ? [] : [scope],
        }.Errors()),
        StringComparison.Ordinal);

    private static Action<SecurityTokenDescriptor> Claim(string name, string value) => token => token.Claims[name] = value;

    private GatewayHost Host(string keys) => new(
        hasCluster: true, time, ("Purser:Jwt:Issuer", Issuer.Name), ("Purser:Jwt:Audience", Issuer.Audience), ("Purser:Jwt:Keys", keys));

    private Task<ApiAnswer> SendAsync(HttpMethod method, string token, string path, string? json = null, string? key = null, GatewayHost? of = null) =>
        (of ?? gateway).Api.SendAsync(
            method, $"/v1/{path}", json is null ? null : Api.Json(json), key, headers => headers.Authorization = new("Bearer", token));
}
