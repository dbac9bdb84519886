using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Purser.Keys;

namespace Purser.Gateway.Tests;

/// <summary><c>purser keys</c> at a gateway of its own.</summary>
public sealed class KeysCommandTests : IAsyncDisposable
{
    private static readonly TimeSpan UntilEverywhere = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-10T12:00:00Z"));
    private readonly GatewayHost gateway;
    private readonly StringWriter said = new();
    private readonly StringWriter told = new();
    private string? key = GatewayHost.OperatorKey;

    public KeysCommandTests() => gateway = new GatewayHost(hasCluster: true, time);

    [Fact]
    public async Task A_key_is_made_used_rotated_and_revoked()
    {
        await gateway.Api.OpenAsync("acme");

        var secret = await SayAsync("create", "--name", "Backend of Acme", "--scope", "team", "--team", "acme", "--expires", "2999-01-01T00:00:00Z");
        Assert.Equal(HttpStatusCode.OK, await UseAsync(secret));
        var id = told.ToString().Split(' ')[0];

        var another = await SayAsync("rotate", id, "--overlap", "0");
        time.Advance(UntilEverywhere);
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(secret));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(another));

        Assert.Equal("", await SayAsync("revoke", id));
        Assert.Contains($"{id} was revoked at ", told.ToString(), StringComparison.Ordinal);
        time.Advance(UntilEverywhere);
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(another));
    }

    [Fact]
    public async Task All_are_listed_without_their_secrets_however_many()
    {
        await gateway.Api.OpenAsync("acme");
        var secret = await SayAsync("create", "--name", "Reader", "--scope", "team_read", "--team", "acme");
        for (var n = 0; n < 101; n++)
        {
            await SayAsync("create", "--name", $"Key {n}", "--scope", "debit");
        }

        var lines = (await SayAsync("list")).Split(Environment.NewLine);
        var ofTeam = (await SayAsync("list", "--team", "acme")).Split(Environment.NewLine);

        Assert.Equal(103, lines.Length);
        Assert.Matches("^KEY +BEGINS +SCOPE +TEAM +LAST USED +STATE +NAME$", ofTeam[0]);
        Assert.Matches($"^key_[0-9a-f]+ +{secret[..12]} +team_read +acme +- +good +Reader$", Assert.Single(ofTeam[1..]));
        Assert.DoesNotContain(secret, ofTeam[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_may_be_in_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{GatewayHost.OperatorKey}\n");
            key = null;

            Assert.Equal(0, await RunAsync("list", "--key-file", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(1, "A team's key needs the team", "create", "--name", "x", "--scope", "team")]
    [InlineData(1, "key_none", "revoke", "key_none")]
    [InlineData(1, "key_none", "rotate", "key_none")]
    [InlineData(2, "/nowhere/at/all", "list", "--key-file", "/nowhere/at/all")]
    [InlineData(2, "--url is 'here'", "list", "--url", "here")]
    [InlineData(3, "cannot be reached", "list", "--url", "http://127.0.0.1:1")]
    public async Task What_cannot_be_done_is_said(int exitCode, string sentence, params string[] arguments)
    {
        Assert.Equal(exitCode, await RunAsync(arguments));
        Assert.Contains(sentence, told.ToString(), StringComparison.Ordinal);
        Assert.Equal("", said.ToString());
    }

    [Fact]
    public async Task A_gateway_that_never_answers_is_not_waited_for_for_ever()
    {
        // It is connected to, and nobody is there who would read.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var command = new KeysCommand(_ => key, said, told) { Patience = TimeSpan.FromMilliseconds(50) };

        Assert.Equal(3, await command.Root.Parse(["revoke", "key_1", "--url", $"http://{silent.LocalEndpoint}"]).InvokeAsync());

        Assert.Contains("did not answer within 0.05 s", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_or_with_one_of_nobodys_nothing_is_done()
    {
        key = null;
        Assert.Equal(2, await RunAsync("list"));
        Assert.Contains("PURSER_KEY", told.ToString(), StringComparison.Ordinal);

        key = "purser_made_up";
        Assert.Equal(1, await RunAsync("list"));
    }

    public async ValueTask DisposeAsync()
    {
        await said.DisposeAsync();
        await told.DisposeAsync();
        await gateway.DisposeAsync();
    }

    private async Task<string> SayAsync(params string[] arguments)
    {
        Assert.Equal(0, await RunAsync(arguments));
        return said.ToString().TrimEnd();
    }

    private Task<int> RunAsync(params string[] arguments)
    {
        said.GetStringBuilder().Clear();
        told.GetStringBuilder().Clear();
        string[] where = arguments.Contains("--url") ? [] : ["--url", gateway.Address.ToString()];
        return new KeysCommand(name => name == KeysCommand.KeyVariable ? key : null, said, told)
            .Root.Parse([.. arguments, .. where]).InvokeAsync();
    }

    private async Task<HttpStatusCode> UseAsync(string secret)
    {
        using var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await client.GetAsync(new Uri("v1/teams/acme/credits", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
