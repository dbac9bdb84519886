using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests.Portal.Embedding;

/// <summary>Who follows a team is asked for all the time, not only at the door.</summary>
public sealed class StreamTests : IAsyncDisposable
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
    private readonly GatewayHost gateway;

    public StreamTests() => gateway = new GatewayHost(hasCluster: true, clock);

    [Fact]
    public async Task A_debit_is_seen_as_it_happens()
    {
        using var page = await OpenAsync();
        using var events = await FollowAsync(page);

        await DebitAsync();

        Assert.Equal(["credits 2"], await events.NextAsync(1));
        Assert.Equal(HostPage.Origin, events.Response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_session_that_is_revoked_hears_nothing_more()
    {
        using var page = await OpenAsync();
        using var events = await FollowAsync(page);

        await gateway.Api.PostAsync("/v1/portal-sessions/revoke", JsonSerializer.Serialize(new { token = page.Token }));
        clock.Advance(TimeSpan.FromSeconds(2));
        await DebitAsync();

        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task A_session_that_expires_hears_nothing_more()
    {
        using var page = await OpenAsync(ttlSeconds: 5);
        using var events = await FollowAsync(page);

        clock.Advance(TimeSpan.FromSeconds(5));
        await DebitAsync();

        Assert.Null(await events.NextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_removed_hears_nothing_more(bool isEmbedded)
    {
        using var page = await OpenAsync();
        await gateway.Api.PutAsync("/v1/teams/stream/members/ben", """{"name":"Ben","role":"member"}""");
        using var embedded = await HostPage.OfAsync(gateway, "stream", "ben");
        using var visitor = await Visitor.InAsync(gateway, "stream", "ben");
        var cookie = string.Join("; ", visitor.Cookies.Select(each => $"{each.Name}={each.Value}"));
        using var events = isEmbedded
            ? await FollowAsync(embedded)
            : await FollowAsync("/portal/teams/stream/events", headers => headers.Add("Cookie", cookie));

        clock.Advance(TimeSpan.FromSeconds(2));
        await gateway.Api.DeleteAsync("/v1/teams/stream/members/ben");
        await DebitAsync();

        Assert.Null(await events.NextAsync());
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    private async Task<HostPage> OpenAsync(int ttlSeconds = 600)
    {
        await gateway.Api.OpenAsync("stream");
        return await HostPage.OfAsync(gateway, "stream", ttlSeconds: ttlSeconds);
    }

    private Task<EventReader> FollowAsync(HostPage page) => FollowAsync("/portal/embed/events", headers =>
    {
        headers.Authorization = new AuthenticationHeaderValue("Bearer", page.Token);
        headers.Add("Origin", HostPage.Origin);
    });

    private async Task<EventReader> FollowAsync(string path, Action<HttpRequestHeaders> prepare)
    {
        var events = await EventReader.OpenAsync(gateway, path, prepare);
        Assert.Equal("credits 1", $"{await events.NextAsync()}");
        return events;
    }

    private async Task DebitAsync() => await gateway.Api.PostAsync("/v1/teams/stream/debits", """{"memberId":"anna","action":"answer"}""", key: "one");
}
