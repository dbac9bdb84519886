using Purser.Teams;

namespace Purser.Gateway.Tests;

/// <summary>Its people.</summary>
internal sealed partial class FakeTeam
{
    public Task<MemberOutcome> PutMember(MemberTerms terms) => ChangeMemberAsync(() =>
    {
        var isNew = !members.TryGetValue(terms.MemberId.Value, out var known) || known.Status == MemberStatus.Removed;
        var member = Standing(terms.MemberId, terms.Name, terms.Role, terms.Budget.Own ? terms.Budget.Cap : budget) with { BudgetRule = terms.Budget };
        members[terms.MemberId.Value] = member;
        return new MemberOutcome.Done(member, isNew);
    });

    public Task<MemberOutcome> RemoveMember(MemberId memberId) => ChangeMemberAsync(() =>
    {
        if (!members.TryGetValue(memberId.Value, out var member))
        {
            return new MemberOutcome.NoSuchMember();
        }

        members[memberId.Value] = member with { Status = MemberStatus.Removed };
        return new MemberOutcome.Done(members[memberId.Value], Added: false);
    });

    public Task<MemberOutcome> ForgetMember(MemberId memberId) => ChangeMemberAsync(() =>
    {
        if (!members.TryGetValue(memberId.Value, out var member))
        {
            return new MemberOutcome.NoSuchMember();
        }

        members[memberId.Value] = member with { Status = MemberStatus.Removed, Name = "Former member" };
        return new MemberOutcome.Done(members[memberId.Value], Added: false);
    });

    public Task<MemberOutcome> MakeOwner(MemberId memberId) => ChangeMemberAsync(() =>
    {
        if (!members.TryGetValue(memberId.Value, out var member))
        {
            return new MemberOutcome.NoSuchMember();
        }

        members[memberId.Value] = member with { Role = MemberRole.Owner };
        return new MemberOutcome.Done(members[memberId.Value], Added: false);
    });

    public Task<TeamStatement?> SetTeamBudget(Credits? budget) => CallAsync(() =>
    {
        this.budget = budget;
        return Statement();
    });

    private static MemberStanding Standing(MemberId memberId, string name, MemberRole role, Credits? budget) =>
        new(memberId, name, role, MemberStatus.Active, budget, Credits.Zero, []);

    private Task<MemberOutcome> ChangeMemberAsync(Func<MemberOutcome> change) => CallAsync(() =>
        MemberOutcome ?? (opened is null ? new MemberOutcome.NoSuchTeam() : change()));
}
