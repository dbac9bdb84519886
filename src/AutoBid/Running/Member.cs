using Purser.AutoBid.Worker.Matching;

namespace Purser.AutoBid.Worker.Running;

/// <summary>One member as this worker knows them.</summary>
/// <param name="TeamId">Their team.</param>
/// <param name="MemberId">Their id.</param>
/// <param name="Profile">What jobs are measured by.</param>
/// <param name="Grain">Their Auto Bid.</param>
internal sealed record Member(TeamId TeamId, MemberId MemberId, MemberProfile Profile, IAutoBidGrain Grain)
{
    // A few answers' worth of jobs: enough never to wait for the feed, and little to read in vain when they stop.
    private const int InboxCapacity = 256;

    public JobInbox Inbox { get; } = new(InboxCapacity);

    public MemberTally Tally { get; } = new();
}
