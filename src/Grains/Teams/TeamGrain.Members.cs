using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>The team's people: who is a member, what they may use, and what they are called.</summary>
internal sealed partial class TeamGrain
{
    /// <inheritdoc />
    public Task<TeamStatement?> GetStatement() => ReadAsync(JournalWithPeopleAsync, Statement);

    /// <inheritdoc />
    public Task<MemberOutcome> PutMember(MemberTerms terms)
    {
        Arguments.Check(terms);
        return ChangeMemberAsync(
            terms.MemberId,
            (account, people) => Membership.Put(account, MemberSeat.Of(terms), people.IsCalled(terms.MemberId, terms.Name)),
            new NameChange(terms.MemberId, terms.Name));
    }

    /// <inheritdoc />
    public Task<MemberOutcome> RemoveMember(MemberId memberId)
    {
        Arguments.Member(memberId);
        return ChangeMemberAsync(memberId, (account, _) => Membership.Remove(account, memberId));
    }

    /// <inheritdoc />
    public async Task<MemberOutcome> ForgetMember(MemberId memberId)
    {
        Arguments.Member(memberId);
        var outcome = await ChangeMemberAsync(memberId, (account, people) => Membership.Forget(account, memberId, people.Knows(memberId)));
        if (outcome is MemberOutcome.Done)
        {
            await ForgetInSnapshotAsync();
        }

        return outcome;
    }

    /// <inheritdoc />
    public Task<MemberOutcome> MakeOwner(MemberId memberId)
    {
        Arguments.Member(memberId);
        return ChangeMemberAsync(memberId, (account, _) => Membership.MakeOwner(account, memberId));
    }

    /// <inheritdoc />
    public Task<TeamStatement?> SetTeamBudget(Credits? budget)
    {
        Arguments.Budget(budget);
        return ChangeAsync(
            JournalWithPeopleAsync,
            (current, _) => current.Account.Budget == budget ? [] : [new TeamEvent.TeamBudgetSet(budget)],
            Statement);
    }

    private async Task<MemberOutcome> ChangeMemberAsync(
        MemberId memberId, Func<TeamAccount, People, MemberDecision> decide, NameChange? called = null)
    {
        MemberDecision? decision = null;
        return await ChangeAsync<MemberOutcome>(JournalWithPeopleAsync, Decide, Outcome, called) ?? new MemberOutcome.NoSuchTeam();

        IReadOnlyList<TeamEvent> Decide(TeamJournal current, DateTimeOffset now)
        {
            decision = decide(current.Account, current.People!);
            return decision is MemberDecision.Change change ? change.Events : [];
        }

        MemberOutcome Outcome(TeamJournal current, DateTimeOffset now) => decision switch
        {
            MemberDecision.Refuse refuse => refuse.Outcome,
            MemberDecision.Change change => new MemberOutcome.Done(
                TeamViews.Member(current.Account, current.Account.Members[memberId], current.People!), change.Added),
            _ => throw new InvalidOperationException($"Unknown decision {decision}."),
        };
    }

    private async ValueTask<TeamJournal> JournalWithPeopleAsync()
    {
        var current = await CurrentJournalAsync();
        await current.LoadPeopleAsync();
        return current;
    }

    private static TeamStatement Statement(TeamJournal current, DateTimeOffset now) =>
        TeamViews.Statement(current.Account, current.People!, now);
}
