using Purser.AutoBid.Worker.Matching;
using Purser.AutoBid.Worker.Submitting;

namespace Purser.AutoBid.Worker.Running;

/// <summary>What all members of this worker share: the tools, and how many steps go on at once.</summary>
internal sealed class SharedTools(IJobMatcher matcher, IProposalSubmitter submitter, int concurrency, Func<Task> probe, TimeProvider time) : IDisposable
{
    public IJobMatcher Matcher { get; } = matcher;

    public IProposalSubmitter Submitter { get; } = submitter;

    public int Concurrency { get; } = concurrency;

    /// <summary>Asks the cluster for something that no member's grain has a part in: whether it is there at all.</summary>
    public Func<Task> Probe { get; } = probe;

    public TimeProvider Time { get; } = time;

    /// <summary>One for each step that goes on.</summary>
    public SemaphoreSlim Slots { get; } = new(concurrency);

    public void Dispose() => Slots.Dispose();
}
