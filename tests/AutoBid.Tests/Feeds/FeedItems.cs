using Purser.AutoBid.Worker.Feeds;

namespace Purser.AutoBid.Worker.Tests.Feeds;

/// <summary>A feed's items as lines: <c>place job</c> or <c>place ! problem</c>.</summary>
internal static class FeedItems
{
    public static async Task<string[]> ReadToEndAsync(this IJobFeed feed)
    {
        List<string> lines = [];
        await foreach (var item in feed.ReadAsync(CancellationToken.None))
        {
            lines.Add(Line(item));
        }

        return [.. lines];
    }

    /// <summary>The next item of a feed that has no end.</summary>
    public static async Task<string> NextAsync(this IAsyncEnumerator<FeedItem> items) =>
        await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)) ? Line(items.Current) : "end";

    public static string Job(string id, string rest = "") => $$"""{"id":"{{id}}","title":"Shop"{{rest}}}""";

    private static string Line(FeedItem item) => item switch
    {
        FeedItem.Job job => $"{job.Where} {job.Post.Id}",
        FeedItem.Problem problem => $"{problem.Where} ! {problem.What}",
        _ => throw new InvalidOperationException($"{item} is no kind of item."),
    };
}
