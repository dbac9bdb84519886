using Purser.Jobs;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>Where jobs come from.</summary>
internal interface IJobFeed
{
    /// <summary>Reads jobs in their order. What is wrong with the feed is an item of it, never an exception.</summary>
    IAsyncEnumerable<FeedItem> ReadAsync(CancellationToken cancellation);
}

/// <summary>What a feed yields.</summary>
/// <param name="Where">The place, e.g. <c>jobs.ndjson:17</c>.</param>
internal abstract record FeedItem(string Where)
{
    /// <summary>A job.</summary>
    public sealed record Job(string Where, JobPost Post) : FeedItem(Where);

    /// <summary>Something that is no job, and is skipped.</summary>
    /// <param name="Where">The place.</param>
    /// <param name="What">What is wrong with it, as a sentence.</param>
    public sealed record Problem(string Where, string What) : FeedItem(Where);
}
