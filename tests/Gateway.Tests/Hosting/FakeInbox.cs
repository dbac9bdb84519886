using System.Collections.Concurrent;
using Purser.Billing;

namespace Purser.Gateway.Tests;

/// <summary>An inbox that keeps what it is told.</summary>
internal sealed class FakeInbox : IStripeInbox
{
    private readonly ConcurrentQueue<StripeNotice> notices = new();

    public IReadOnlyList<StripeNotice> Notices => [.. notices];

    public InboxOutcome Outcome { get; set; } = InboxOutcome.Done;

    /// <summary>Thrown by every call, when set.</summary>
    public Exception? Failure { get; set; }

    public Task<InboxOutcome> Receive(StripeNotice notice)
    {
        notices.Enqueue(notice);
        return Failure is null ? Task.FromResult(Outcome) : Task.FromException<InboxOutcome>(Failure);
    }
}
