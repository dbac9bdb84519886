using System.Threading.Channels;
using Purser.Jobs;

namespace Purser.AutoBid.Worker.Running;

/// <summary>
/// What came from the feed for one member and they have not come to yet. It is bounded, so that a slow member holds the feed
/// back; one who has stopped takes no more and holds nothing back.
/// </summary>
internal sealed class JobInbox(int capacity)
{
    private readonly Channel<JobPost> jobs = Channel.CreateBounded<JobPost>(capacity);
    private volatile bool passesOver;

    public ChannelReader<JobPost> Jobs => jobs.Reader;

    /// <summary>Puts a job in as soon as there is room. One caller at a time.</summary>
    public ValueTask OfferAsync(JobPost job, CancellationToken cancellation) =>
        passesOver ? ValueTask.CompletedTask : jobs.Writer.WriteAsync(job, cancellation);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => jobs.Writer.TryComplete();

    /// <summary>Lets go of what is here and of what comes, until <see cref="Resume"/>.</summary>
    public void PassOver()
    {
        passesOver = true;
        while (jobs.Reader.TryRead(out _))
        {
            // A waiting offer gets in by this, and at most that one job stays.
        }
    }

    /// <summary>Takes jobs again.</summary>
    public void Resume() => passesOver = false;
}
