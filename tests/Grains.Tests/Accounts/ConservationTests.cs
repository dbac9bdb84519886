using CsCheck;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>
/// Random lives of a team, held against a model that keeps nothing but the list of what happened and counts it anew
/// every time: <c>pool = allowance − pool debits + pool reversals</c>, <c>extra = grants − extra debits + extra reversals</c>.
/// </summary>
public sealed class ConservationTests
{
    private const int Lives = 2_000;

    private static readonly string[] People = ["olga", "anna", "ben", "carl"];

    private static readonly Gen<Action<TeamBook>> Step = Gen.Frequency(
        (20, Gen.Select(Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Enum<AiAction>(), Gen.Int[0, 40])
            .Select((who, what, key) => (Action<TeamBook>)(team => team.Debit(who, what, $"k{key}")))),
        (10, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.Debit(who)))),
        (6, Gen.Int[0, 200].Select(pick => (Action<TeamBook>)(team => ReverseOne(team, pick)))),
        (2, Gen.Long[1, 6].Select(credits => (Action<TeamBook>)(team => team.Grant(credits)))),
        (2, Gen.Int[-2, 40 * 24].Select(hours => (Action<TeamBook>)(team => team.PassTime(TimeSpan.FromHours(hours))))),
        (2, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.Remove(who)))),
        (3, Gen.Select(Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Int[-1, 6]).Select((who, cap) => (Action<TeamBook>)(team =>
            team.Put(who, MemberRole.Member, cap < 0 ? BudgetRule.None : BudgetRule.Capped(new Credits(cap)))))),
        (1, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.MakeOwner(who)))),
        (1, Gen.Long[0, 8].Select(cap => (Action<TeamBook>)(team => team.SetTeamBudget(cap == 8 ? null : cap)))),
        (1, Gen.Int[1, 6].Select(seats => (Action<TeamBook>)(team => WhenSubscribed(team, () => team.SetSeats(seats))))),
        (1, Gen.Bool.Select(overdue => (Action<TeamBook>)(team => WhenSubscribed(team, () => team.PaymentIs(overdue))))));

    private static readonly Gen<(bool Trial, Action<TeamBook>[] Steps)> Life =
        Gen.Select(Gen.Bool, Step.Array[0, 150]);

    [Fact]
    public void After_every_step_the_buckets_are_what_the_entries_add_up_to_and_never_negative() =>
        Life.Sample(life =>
        {
            var team = Open(life.Trial);
            foreach (var step in life.Steps)
            {
                step(team);
                AssertConserved(team);
            }
        }, iter: Lives);

    [Fact]
    public void The_fold_of_the_entries_is_the_account() =>
        Life.Sample(life =>
        {
            var team = Live(life);

            Assert.Equivalent(team.Account.ToSnapshot(), Replay(new TeamAccount("acme"), team.Entries).ToSnapshot(), strict: true);
        }, iter: Lives);

    [Fact]
    public void A_snapshot_and_the_tail_are_the_full_replay() =>
        Gen.Select(Life, Gen.Int[0, 1000]).Sample((life, cut) =>
        {
            var team = Live(life);
            var at = 1 + (cut % team.Entries.Count);
            var stored = Replay(new TeamAccount("acme"), team.Entries.Take(at)).ToSnapshot().ToBytes();

            var restored = Replay(TeamAccount.FromSnapshot(TeamSnapshot.FromBytes(stored)!), team.Entries.Skip(at));

            Assert.Equal(team.Account.ToSnapshot().ToBytes(), restored.ToSnapshot().ToBytes());
        }, iter: Lives);

    [Fact]
    public void A_debit_is_refused_exactly_when_a_naive_reading_of_the_rules_says_so() =>
        Gen.Select(Life, Gen.OneOf(People.Select(Gen.Const).ToArray())).Sample((life, who) =>
        {
            var team = Live(life);
            var expected = NaiveRules.Decide(team, who);

            var decision = Debiting.Decide(team.Account, new DebitRequest("new", who, AiAction.Answer));

            Assert.Equal(expected, decision switch
            {
                DebitDecision.Take take => take.Event.Bucket.ToString(),
                DebitDecision.Refuse refuse => refuse.Refusal.Reason.ToString(),
                _ => null,
            });
        }, iter: Lives);

    private static TeamBook Open(bool trial) => trial ? TeamBook.InTrial() : TeamBook.WithPool(12);

    private static TeamBook Live((bool Trial, Action<TeamBook>[] Steps) life)
    {
        var team = Open(life.Trial);
        foreach (var step in life.Steps)
        {
            step(team);
        }

        return team;
    }

    private static TeamAccount Replay(TeamAccount account, IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            account.Replay(entry);
            Assert.Equal(entry.Balance, account.Balance);
        }

        return account;
    }

    private static void ReverseOne(TeamBook team, int pick)
    {
        var debits = team.Entries.Where(entry => entry.Event is TeamEvent.Debited).ToList();
        if (debits.Count > 0)
        {
            team.Reverse(debits[pick % debits.Count]);
        }
    }

    private static void WhenSubscribed(TeamBook team, Action change)
    {
        if (team.Account.Status is TeamStatus.Active or TeamStatus.PastDue)
        {
            change();
        }
    }

    private static void AssertConserved(TeamBook team)
    {
        var counted = NaiveRules.Count(team);
        Assert.Equal((counted.Pool, counted.Extra), (team.Account.Remaining.Count, team.Account.Extra.Count));
        Assert.True(counted is { Pool: >= 0, Extra: >= 0 });
        Assert.Equal(counted.Used, team.Account.Balance.Used.Count);
        Assert.Equal(counted.Used, team.Account.Members.Values.Sum(member => member.Used.Count));
        Assert.Single(team.Account.Members.Values, member => member.Terms.Role == MemberRole.Owner);
        Assert.Equal(
            team.Entries.Count(entry => entry.Key is not null),
            team.Entries.Select(entry => entry.Key).Where(key => key is not null).Distinct(StringComparer.Ordinal).Count());
    }
}
