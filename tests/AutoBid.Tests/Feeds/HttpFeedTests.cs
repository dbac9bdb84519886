using Purser.AutoBid.Worker.Feeds;
using static Purser.AutoBid.Worker.Tests.Feeds.FeedItems;
using static Purser.AutoBid.Worker.Tests.LocalServer;

namespace Purser.AutoBid.Worker.Tests.Feeds;

public sealed class HttpFeedTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    private readonly WatchedClock clock = new();

    [Fact]
    public async Task An_address_answers_with_lines_or_with_a_list()
    {
        await using var lines = await StartAsync(Says($"{Job("a")}\n{Job("b")}\n{Job("a")}\n"));
        await using var list = await StartAsync(Says($" [{Job("a")}, {Job("b")}]"));

        Assert.Equal(
            [$"{lines.Url}jobs:1 a", $"{lines.Url}jobs:2 b", $"{lines.Url}jobs:3 ! The job a was there before, at {lines.Url}jobs:1."],
            await Once(lines).ReadToEndAsync());
        Assert.Equal([$"{list.Url}jobs[0] a", $"{list.Url}jobs[1] b"], await Once(list).ReadToEndAsync());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Another_address_that_an_answer_names_is_not_asked(int status)
    {
        await using var elsewhere = await StartAsync(Says(Job("a")));
        await using var server = await StartAsync(Says("", status, ("Location", $"{elsewhere.Url}jobs")));

        var said = Assert.Single(await Once(server).ReadToEndAsync());

        Assert.Contains($"It answered {status} and names another address, which is not asked.", said, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task What_was_given_is_not_given_again()
    {
        await using var server = await StartAsync(Says($"{Job("a")}\nx"), Says($"{Job("a")}\nx\n{Job("b")}"));
        await using var items = Following(server);

        Assert.EndsWith(" a", await items.NextAsync(), StringComparison.Ordinal);
        Assert.Contains("It is not valid JSON", await items.NextAsync(), StringComparison.Ordinal);
        var next = items.NextAsync();
        await clock.PassAsync(Often);

        Assert.EndsWith(" b", await next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_known_is_not_sent_again()
    {
        await using var server = await StartAsync(
            Says(Job("a"), headers: ("ETag", "\"one\"")), Says("", 304), Says(Job("b"), headers: ("ETag", "W/\"two\"")));
        await using var items = Following(server);

        Assert.EndsWith(" a", await items.NextAsync(), StringComparison.Ordinal);
        var next = items.NextAsync();
        await clock.PassAsync(Often);
        await clock.PassAsync(Often);

        Assert.EndsWith(" b", await next, StringComparison.Ordinal);
        Assert.Equal([null, "\"one\"", "\"one\""], server.Requests.Select(request => request.Headers.GetValueOrDefault("If-None-Match")));
    }

    [Theory]
    [InlineData("300")]
    [InlineData("Sun, 01 Mar 2026 12:05:00 GMT")]
    public async Task A_refusal_is_a_problem_and_it_asks_again_when_it_may(string retryAfter)
    {
        await using var server = await StartAsync(Says("", 503, ("Retry-After", retryAfter)), Says(Job("a")));
        await using var items = Following(server);

        Assert.EndsWith(" ! It answered 503.", await items.NextAsync(), StringComparison.Ordinal);
        var next = items.NextAsync();
        await clock.PassAsync(TimeSpan.FromMinutes(5));

        Assert.EndsWith(" a", await next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_a_problem_and_it_asks_again()
    {
        await using var server = await StartAsync(SayNothingAsync, Says(Job("a")));
        await using var items = Following(server);

        var next = items.NextAsync();
        await server.ArrivalAsync();
        await clock.PassAsync(new HttpFeedOptions().Timeout);
        Assert.EndsWith(" ! It did not answer within 30 seconds.", await next, StringComparison.Ordinal);
        next = items.NextAsync();
        await clock.PassAsync(Often);

        Assert.EndsWith(" a", await next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_or_is_refused_is_a_problem()
    {
        Uri gone;
        await using (var server = await StartAsync(HangUpAsync))
        {
            gone = server.Url;
            Assert.Contains(" ! It cannot be reached: ", Assert.Single(await Once(server).ReadToEndAsync()), StringComparison.Ordinal);
        }

        Assert.Contains(
            " ! It cannot be reached: ",
            Assert.Single(await new HttpFeed(gone, new HttpFeedOptions(), clock).ReadToEndAsync()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_a_problem()
    {
        await using var server = await StartAsync(Says(new string(' ', 101)));
        var feed = new HttpFeed(server.Url, new HttpFeedOptions { LongestBody = 100 }, clock);

        Assert.Equal([$"{server.Url} ! It answered with more than 100 bytes."], await feed.ReadToEndAsync());
    }

    [Fact]
    public async Task Secrets_of_the_address_are_not_shown()
    {
        await using var server = await StartAsync(Says(Job("a")));
        var url = new UriBuilder(new Uri(server.Url, "jobs?token=secret")) { UserName = "me", Password = "secret" }.Uri;

        Assert.Equal([$"{server.Url}jobs:1 a"], await new HttpFeed(url, new HttpFeedOptions(), clock).ReadToEndAsync());
    }

    private HttpFeed Once(LocalServer server) => new(new Uri(server.Url, "jobs"), new HttpFeedOptions(), clock);

    private IAsyncEnumerator<FeedItem> Following(LocalServer server) =>
        new HttpFeed(server.Url, new HttpFeedOptions { Every = Often }, clock).ReadAsync(CancellationToken.None).GetAsyncEnumerator();
}
