using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests;

public sealed class EventTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_stream_begins_with_the_credits_and_goes_on_with_each_entry_and_the_credits_after_it()
    {
        await Api.OpenAsync("events");
        using var events = await EventReader.OpenAsync(gateway, "/v1/teams/events/events");

        Assert.Equal(
            (HttpStatusCode.OK, "text/event-stream", "no-store"),
            (events.Response.StatusCode, $"{events.Response.Content.Headers.ContentType}", $"{events.Response.Headers.CacheControl}"));
        var present = await events.NextAsync();
        Assert.Equal("credits 1", $"{present}");
        Assert.Equal((await Api.GetAsync("/v1/teams/events/credits")).Text, present!.Data);

        await DebitAsync("events", "k1");
        var entry = await events.NextAsync();
        Assert.Equal(("entry 2", "debited", "anna"), ($"{entry}", entry!.Json.GetProperty("kind").GetString(), entry.Json.GetProperty("memberId").GetString()));
        var after = await events.NextAsync();
        Assert.Equal(("credits 2", 749), ($"{after}", after!.Json.GetProperty("remaining").GetInt32()));
    }

    [Theory]
    [InlineData("?after=2", null)]
    [InlineData("", "2")]
    [InlineData("?after=1", "2")]
    public async Task Who_says_what_it_knows_gets_what_came_since_and_the_credits(string query, string? lastEventId)
    {
        var team = $"events-since{query.Length}{lastEventId}";
        await Api.OpenAsync(team);
        await DebitAsync(team, "k1", "k2", "k3");

        using var events = await EventReader.OpenAsync(gateway, $"/v1/teams/{team}/events{query}", lastEventId);

        Assert.Equal(["entry 3", "entry 4", "credits 4"], await events.NextAsync(3));
        await DebitAsync(team, "k4");
        Assert.Equal(["entry 5", "credits 5"], await events.NextAsync(2));
    }

    [Fact]
    public async Task All_there_ever_was_comes_page_by_page()
    {
        await Api.OpenAsync("events-all");
        await DebitAsync("events-all", [.. Enumerable.Range(0, 450).Select(n => $"k{n}")]);

        using var events = await EventReader.OpenAsync(gateway, "/v1/teams/events-all/events?after=0");

        string[] all = [.. Enumerable.Range(1, 451).Select(seq => $"entry {seq}"), "credits 451"];
        Assert.Equal(all, await events.NextAsync(452));
    }

    [Fact]
    public async Task Many_follow_a_team_at_the_price_of_one_and_nobody_asks_when_all_have_left()
    {
        await Api.OpenAsync("events-many");
        var team = gateway.Teams["events-many"];
        var readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EventReader.OpenAsync(gateway, "/v1/teams/events-many/events")));
        await Task.WhenAll(readers.Select(reader => reader.NextAsync()));
        await Poll.UntilAsync(() => team.Followers == 1);

        await DebitAsync("events-many", "k1");

        foreach (var reader in readers)
        {
            Assert.Equal(["entry 2", "credits 2"], await reader.NextAsync(2));
            reader.Dispose();
        }

        // What waits in the grain is waited for by nobody any more: a change ends it, and none follows.
        await Poll.UntilAsync(() => team.Followers == 1);
        var ends = false;
        for (var n = 0; !ends; n++)
        {
            await DebitAsync("events-many", $"end{n}");
            ends = team.Followers == 0;
        }
    }

    [Fact]
    public async Task A_failure_of_the_cluster_does_not_end_a_stream()
    {
        var time = new FakeTimeProvider();
        await using var host = new GatewayHost(hasCluster: true, time);
        await host.Api.OpenAsync("events-outage");
        var team = host.Teams["events-outage"];
        using var events = await EventReader.OpenAsync(host, "/v1/teams/events-outage/events");
        Assert.Equal("credits 1", $"{await events.NextAsync()}");
        await Poll.UntilAsync(() => team.Followers == 1);

        team.Failure = new TimeoutException("Lost.");
        team.WakeFollowers();
        await Poll.UntilAsync(() => team.Followers == 0);
        team.Failure = null;
        await host.Api.PostAsync("/v1/teams/events-outage/debits", """{"memberId":"anna","action":"answer"}""", "k1");
        var next = events.NextAsync();
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return next.IsCompleted;
        });

        Assert.Equal("entry 2", $"{await next}");
    }

    [Fact]
    public async Task When_nothing_happens_a_comment_comes_every_15_seconds()
    {
        var time = new HeartbeatClock();
        await using var host = new GatewayHost(hasCluster: true, time);
        await host.Api.OpenAsync("events-quiet");
        using var events = await EventReader.OpenAsync(host, "/v1/teams/events-quiet/events");
        Assert.Equal("credits 1", $"{await events.NextAsync()}");

        for (var n = 1; n <= 3; n++)
        {
            await Poll.UntilAsync(() => time.Waits == n);
            var next = events.NextAsync();
            time.Advance(TimeSpan.FromSeconds(14.9));
            Assert.False(next.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Equal(":", $"{await next}");
        }
    }

    [Fact]
    public async Task A_gateway_that_stops_ends_its_streams_whole()
    {
        await using var host = new GatewayHost(hasCluster: true);
        await host.Api.OpenAsync("events-stop");
        using var events = await EventReader.OpenAsync(host, "/v1/teams/events-stop/events");
        await events.NextAsync();

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task Of_no_team_there_is_nothing_to_follow() =>
        (await Api.GetAsync("/v1/teams/events-nobody/events")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    [Fact]
    public async Task HEAD_answers_the_headers_of_a_stream()
    {
        await Api.OpenAsync("events-head");

        var answer = await RawHttp.AskAsync(gateway, "HEAD /v1/teams/events-head/events");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream", ""), (answer.Status, answer.MediaType, answer.Text));
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("after=1.5")]
    [InlineData("after=99999999999999999999")]
    [InlineData("since=1")]
    public async Task What_cannot_be_asked_is_refused(string query) =>
        Assert.True((await Api.GetAsync($"/v1/teams/events-bad/events?{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request")
            .Json.GetProperty("errors")[0].TryGetProperty("parameter", out _));

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.0")]
    public async Task An_id_that_no_event_has_is_refused(string id) =>
        Assert.Equal("Last-Event-ID", (await Api.SendAsync(HttpMethod.Get, "/v1/teams/events-bad/events", headers: headers => headers.Add("Last-Event-ID", id)))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request").Json.GetProperty("errors")[0].GetProperty("header").GetString());

    [Fact]
    public async Task An_id_that_the_ledger_has_not_come_to_is_refused()
    {
        await Api.OpenAsync("events-ahead");

        var answer = await Api.GetAsync("/v1/teams/events-ahead/events?after=9");

        Assert.Contains("ends at entry 1", answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request").Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    private async Task DebitAsync(string team, params string[] keys)
    {
        foreach (var chunk in keys.Chunk(1000))
        {
            var debits = string.Join(',', chunk.Select(key => $$"""{"key":"{{key}}","memberId":"anna","action":"answer"}"""));
            Assert.Equal(HttpStatusCode.OK, (await Api.PostAsync($"/v1/teams/{team}/debits/batch", $$"""{"debits":[{{debits}}]}""")).Status);
        }
    }

    /// <summary>A clock that stands still, and counts who waits for as long as a heartbeat takes.</summary>
    private sealed class HeartbeatClock : FakeTimeProvider
    {
        private int waits;

        public int Waits => Volatile.Read(ref waits);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TimeSpan.FromSeconds(15))
            {
                Interlocked.Increment(ref waits);
            }

            return timer;
        }
    }
}
