using Purser.AutoBid;

namespace Purser.Teams;

/// <summary>What Auto Bid asks of a team.</summary>
internal sealed partial class TeamGrain : ITeamSteps
{
    /// <inheritdoc />
    public Task<DebitBatch> DebitSteps(DebitRequest[] steps) => DebitManyAsync(steps, keysAreDoubtful: false);

    /// <inheritdoc />
    public Task<MemberOfTeam?> GetMember(MemberId memberId)
    {
        Arguments.Member(memberId);
        return ReadAsync(JournalWithPeopleAsync, (current, _) => new MemberOfTeam(
            current.Account.Members.GetValueOrDefault(memberId) is { } member ? TeamViews.Member(current.Account, member, current.People!) : null,
            current.Account.TimeZone,
            current.Account.ClosedAt is not null));
    }
}
