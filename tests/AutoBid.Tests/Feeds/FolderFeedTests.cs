using System.Text;
using Purser.AutoBid.Worker.Feeds;
using static Purser.AutoBid.Worker.Tests.Feeds.FeedItems;

namespace Purser.AutoBid.Worker.Tests.Feeds;

public sealed class FolderFeedTests : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private readonly string folder = Directory.CreateTempSubdirectory("purser-feed-").FullName;
    private readonly WatchedClock clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Its_files_are_read_by_name_and_others_left_alone()
    {
        Write("b.jsonl", Job("b1") + "\n" + Job("b2"));
        Write("a.ndjson", Job("a"));
        Write("c.json", $"\ufeff[{Job("c1")},\n  {Job("c2")}, 7, {Job("a")}]");
        Write("d.json", $"{{\n  \"id\": \"d\",\n  \"title\": \"Shop\"\n}}\n");
        Write("e.txt", Job("e"));
        Directory.CreateDirectory(Path.Combine(folder, "f.json"));

        Assert.Equal(
            [
                "a.ndjson:1 a",
                "b.jsonl:1 b1",
                "b.jsonl:2 b2",
                "c.json[0] c1",
                "c.json[1] c2",
                """c.json[2] ! It is a number; a job is an object such as {"id":"job-1","title":"…"}.""",
                "c.json[3] ! The job a was there before, at a.ndjson:1.",
                "d.json d",
            ],
            await Once().ReadToEndAsync());
    }

    [Fact]
    public async Task A_document_that_breaks_off_is_read_up_to_there()
    {
        Write("a.json", $"[{Job("a")}, {{\"id\"");
        Write("b.json", "");

        Assert.Collection(
            await Once().ReadToEndAsync(),
            line => Assert.Equal("a.json[0] a", line),
            line => Assert.StartsWith("a.json[1] ! It is not valid JSON from here on:", line, StringComparison.Ordinal),
            line => Assert.StartsWith("b.json ! It is not valid JSON:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_in_another_encoding_is_a_problem()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "a.json"), $"[{Job("a")}]", Encoding.Unicode);

        Assert.Equal(["a.json ! It is UTF-16; save it as UTF-8."], await Once().ReadToEndAsync());
    }

    [Fact]
    public async Task A_document_that_is_too_long_is_a_problem()
    {
        await using (var file = File.Create(Path.Combine(folder, "a.json")))
        {
            file.SetLength(JobReader.LongestDocument + 1);
        }

        Assert.Equal(
            ["a.json ! It is longer than 33554432 bytes; write a job on each line of an .ndjson file."],
            await Once().ReadToEndAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_problem_and_the_others_are_read()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "a.ndjson"), "nowhere");
        Write("b.ndjson", Job("b"));

        Assert.Collection(
            await Once().ReadToEndAsync(),
            line => Assert.StartsWith("a.ndjson ! The file cannot be read:", line, StringComparison.Ordinal),
            line => Assert.Equal("b.ndjson:1 b", line));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_told_once_and_read_as_soon_as_it_can_be()
    {
        var path = Path.Combine(folder, "a.ndjson");
        File.CreateSymbolicLink(path, Path.Combine(folder, "later"));
        await using var items = Following();

        var next = items.NextAsync();
        await clock.PassAsync(Often);
        Assert.StartsWith("a.ndjson ! The file cannot be read:", await next, StringComparison.Ordinal);
        next = items.NextAsync();
        await clock.PassAsync(Often);
        await clock.WaitedForAsync(Often);
        Assert.False(next.IsCompleted);
        await File.WriteAllTextAsync(Path.Combine(folder, "later"), Job("a"), TestContext.Current.CancellationToken);
        await clock.PassAsync(Often);

        Assert.Equal("a.ndjson:1 a", await next);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_problem() =>
        Assert.StartsWith(
            "/nowhere ! The folder cannot be read:",
            Assert.Single(await new FolderFeed("/nowhere", follow: null, clock).ReadToEndAsync()),
            StringComparison.Ordinal);

    [Fact]
    public async Task Files_that_arrive_are_read_once_they_have_settled()
    {
        Write("a.ndjson", Job("a") + "\n");
        await using var items = Following();

        var next = items.NextAsync();
        await clock.PassAsync(Often);
        Assert.Equal("a.ndjson:1 a", await next);

        next = items.NextAsync();
        Write("b.ndjson", Job("b1") + "\n"); // half of it
        await clock.PassAsync(Often);
        await clock.WaitedForAsync(Often);
        Write("b.ndjson", Job("b1") + "\n" + Job("b2") + "\n");
        await clock.PassAsync(Often);
        await clock.WaitedForAsync(Often);
        Assert.False(next.IsCompleted);
        await clock.PassAsync(Often);
        Assert.Equal("b.ndjson:1 b1", await next);
        Assert.Equal("b.ndjson:2 b2", await items.NextAsync());
    }

    [Fact]
    public async Task A_file_that_went_and_came_again_is_another_file()
    {
        Write("a.ndjson", Job("a"));
        await using var items = Following();
        var next = items.NextAsync();
        await clock.PassAsync(Often);
        Assert.Equal("a.ndjson:1 a", await next);

        next = items.NextAsync();
        File.Delete(Path.Combine(folder, "a.ndjson"));
        await clock.PassAsync(Often);
        await clock.WaitedForAsync(Often);
        Write("a.ndjson", Job("b"));
        await clock.PassAsync(Often);
        await clock.PassAsync(Often);

        Assert.Equal("a.ndjson:1 b", await next);
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_told_once_and_read_when_it_is_there()
    {
        var later = Path.Combine(folder, "later");
        await using var items = new FolderFeed(later, Often, clock).ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.Contains("The folder cannot be read", await items.NextAsync(), StringComparison.Ordinal);

        var next = items.NextAsync();
        await clock.PassAsync(Often);
        await clock.WaitedForAsync(Often);
        Directory.CreateDirectory(later);
        Write("later/a.ndjson", Job("a"));
        await clock.PassAsync(Often);
        await clock.PassAsync(Often);

        Assert.Equal("a.ndjson:1 a", await next);
    }

    private FolderFeed Once() => new(folder, follow: null, clock);

    private IAsyncEnumerator<FeedItem> Following() => new FolderFeed(folder, Often, clock).ReadAsync(CancellationToken.None).GetAsyncEnumerator();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
