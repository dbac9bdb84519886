using Purser.AutoBid.Worker.Matching;

namespace Purser.AutoBid.Worker.Running;

/// <summary>Finds whom a worker is to work for.</summary>
/// <param name="teamId">The team.</param>
/// <param name="team">Its grain for Auto Bid.</param>
/// <param name="autoBid">A member's Auto Bid.</param>
/// <param name="profiles">What jobs are measured by.</param>
/// <param name="calls">How the grains are asked.</param>
internal sealed class TeamMembers(
    TeamId teamId, ITeamAutoBid team, Func<MemberId, IAutoBidGrain> autoBid, MemberProfiles profiles, PatientCalls calls)
{
    /// <param name="wanted">The members named; none: everyone who has Auto Bid switched on.</param>
    /// <param name="cancellation">When to stop asking.</param>
    /// <exception cref="WorkerException">The team or a member named is not there, or has no profile.</exception>
    public async Task<IReadOnlyList<Member>> FindAsync(IReadOnlyList<MemberId> wanted, CancellationToken cancellation)
    {
        if (!await calls.CallAsync(team.Exists, cancellation))
        {
            throw new WorkerException($"There is no team '{teamId}'.");
        }

        var asked = wanted.Count > 0 ? wanted : await calls.CallAsync(team.GetSwitchedOn, cancellation);
        List<Member> found = [];
        foreach (var memberId in asked)
        {
            if (await calls.CallAsync(autoBid(memberId).GetStanding, cancellation) is not null)
            {
                found.Add(Create(memberId));
            }
            else if (wanted.Count > 0)
            {
                throw new WorkerException($"--member {memberId}: team '{teamId}' has no such active member.");
            }
        }

        return found;
    }

    private Member Create(MemberId memberId) => profiles.TryGet(memberId, out var profile)
        ? new Member(teamId, memberId, profile, autoBid(memberId))
        : throw new WorkerException($"The profile file says nothing about {memberId}: add a profile, or name the others with --member.");
}
