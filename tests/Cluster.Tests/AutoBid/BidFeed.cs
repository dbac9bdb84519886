using System.Text.Json;
using Purser.Local;
using Purser.Tests.Running;

namespace Purser.Tests.AutoBid;

/// <summary>The jobs that workers go through, and the profile they are matched with, as files.</summary>
internal sealed class BidFeed : IDisposable
{
    private const int MadeUp = 200;

    private static readonly string[] Trades = ["React", "PHP", "Go", "Figma", "SQL", "Copywriting", "Rust"];

    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-bid-feed");

    private BidFeed()
    {
    }

    public string Jobs => Path.Combine(folder.Path, "jobs.ndjson");

    public string Profile => Path.Combine(folder.Path, "profile.json");

    public int Count { get; private init; }

    /// <summary>Made-up jobs that no feed of another number has.</summary>
    public static Task<BidFeed> WriteAsync(int number, CancellationToken cancellation) =>
        WriteAsync([.. Enumerable.Range((number * MadeUp) + 1, MadeUp).Select(Job)], cancellation);

    public static async Task<BidFeed> WriteAsync(CancellationToken cancellation)
    {
        var lines = Chosen.JobPosts is { Length: > 0 } file
            ? await File.ReadAllLinesAsync(file, cancellation)
            : [.. Enumerable.Range(1, MadeUp).Select(Job)];
        return await WriteAsync(lines, cancellation);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<BidFeed> WriteAsync(string[] lines, CancellationToken cancellation)
    {
        var feed = new BidFeed { Count = lines.Length };
        await File.WriteAllLinesAsync(feed.Jobs, lines, cancellation);
        await File.WriteAllTextAsync(
            feed.Profile,
            """{"skills":{"React":1,"Go":1,"SQL":1,"JavaScript":1,"Python":1,"API":1},"keywords":{},"about":""}""",
            cancellation);
        return feed;
    }

    private static string Job(int number) => JsonSerializer.Serialize(new
    {
        id = $"job-{number:00000}",
        title = $"Job number {number}",
        type = "fixed",
        budget = 100 * (number % 30),
        skills = new[] { Trades[number % 7], Trades[number * 3 % 7], Trades[number * 5 % 7] }.Distinct(StringComparer.Ordinal),
    });
}
