namespace Purser.AutoBid.Worker.Feeds;

/// <summary>Lines of UTF-8 with a job each, from a file or standard input, up to its end.</summary>
/// <param name="name">What the places of its items begin with.</param>
/// <param name="stream">The lines; read once, and not closed.</param>
/// <param name="time">Says whether a job is from the future.</param>
internal sealed class NdjsonFeed(string name, Stream stream, TimeProvider time) : IJobFeed
{
    public IAsyncEnumerable<FeedItem> ReadAsync(CancellationToken cancellation) =>
        new JobReader(new Sightings(), time).ReadLinesAsync(name, stream, cancellation);
}
