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
        return ReadAsync((account, _) => new MemberOfTeam(
            account.Members.GetValueOrDefault(memberId) is { } member ? TeamViews.Member(account, member) : null,
            account.TimeZone,
            account.ClosedAt is not null));
    }
}
