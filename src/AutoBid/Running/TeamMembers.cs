using Purser.AutoBid.Matching;
using Purser.Teams;

namespace Purser.AutoBid.Running;

/// <summary>Finds whom a worker is to work for.</summary>
/// <param name="teamId">The team.</param>
/// <param name="team">Its grain.</param>
/// <param name="autoBid">A member's Auto Bid.</param>
/// <param name="profiles">What jobs are measured by.</param>
/// <param name="calls">How the grains are asked.</param>
internal sealed class TeamMembers(
    string teamId, ITeamGrain team, Func<string, IAutoBidGrain> autoBid, MemberProfiles profiles, PatientCalls calls)
{
    // A team may have thousands of members, and each is a grain that wakes up.
    private const int AskedAtOnce = 32;

    /// <param name="wanted">The members named; none: everyone who has Auto Bid switched on.</param>
    /// <param name="cancellation">When to stop asking.</param>
    /// <exception cref="WorkerException">The team or a member named is not there, or has no profile.</exception>
    public async Task<IReadOnlyList<Member>> FindAsync(IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var statement = await calls.CallAsync(team.GetStatement, cancellation)
            ?? throw new WorkerException($"There is no team '{teamId}'.");
        var active = statement.Members.Where(member => member.Status == MemberStatus.Active).Select(member => member.MemberId).ToHashSet(StringComparer.Ordinal);
        if (wanted.FirstOrDefault(memberId => !active.Contains(memberId)) is { } stranger)
        {
            throw new WorkerException($"--member {stranger}: team '{teamId}' has no such active member.");
        }

        var chosen = wanted.Count > 0 ? wanted : await SwitchedOnAsync([.. active.Order(StringComparer.Ordinal)], cancellation);
        return [.. chosen.Select(Create)];
    }

    private Member Create(string memberId) => profiles.TryGet(memberId, out var profile)
        ? new Member(teamId, memberId, profile, autoBid(memberId))
        : throw new WorkerException($"The profile file says nothing about {memberId}: add a profile, or name the others with --member.");

    private async Task<IReadOnlyList<string>> SwitchedOnAsync(IReadOnlyList<string> memberIds, CancellationToken cancellation)
    {
        var on = new List<string>();
        foreach (var some in memberIds.Chunk(AskedAtOnce))
        {
            var settings = await Task.WhenAll(some.Select(memberId => calls.CallAsync(autoBid(memberId).GetSettings, cancellation)));
            on.AddRange(some.Where((_, index) => settings[index] is { Enabled: true }));
        }

        return on;
    }
}
