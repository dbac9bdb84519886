using System.Globalization;
using CsCheck;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.Accounts;

/// <summary>
/// Random lives of a team, held against a model that keeps nothing but the list of what happened and counts it anew
/// every time: <c>pool = allowance − pool debits + pool reversals</c>, <c>extra = grants − extra debits + extra reversals −
/// claw-backs</c>. Stripe says in them whatever it could, and some things that it could not.
/// </summary>
public sealed class ConservationTests
{
    /// <summary><c>PURSER_LIVES</c>: how many are lived. A few hundred find what is wrong within minutes; more are for a night.</summary>
    private static readonly int Lives = int.TryParse(
        Environment.GetEnvironmentVariable("PURSER_LIVES"), NumberStyles.None, CultureInfo.InvariantCulture, out var lives) ? lives : 500;


    private static readonly string[] People = ["olga", "anna", "ben", "carl"];

    private static readonly Gen<string> AnyPlan = Gen.OneOf(Gen.Const("tiny"), Gen.Const("lite"), Gen.Const("pro"));

    /// <summary>What Stripe says: periods of any length around now, over or yet to come among them, counted from anywhere.</summary>
    private static readonly Gen<Func<TeamBook, StripeSubscription>> Seen = Gen.Select(
        Gen.Select(Gen.Enum<StripeState>(), Gen.Int[1, 2], Gen.Bool),
        Gen.Select(AnyPlan, Gen.Int[0, 4], Gen.Bool),
        Gen.Select(Gen.Int[-35 * 24, 24], Gen.Int[1, 62 * 24], Gen.Int[-62 * 24, 62 * 24], Gen.Bool)).Select((what, terms, when) =>
            (Func<TeamBook, StripeSubscription>)(team =>
            {
                var start = when.Item4 ? team.Account.Cycle.Start : team.Now.AddHours(when.Item1);
                var anchor = when.Item4 && team.Account.Subscription is { } subscription ? subscription.Anchor : start.AddHours(when.Item3);
                return new StripeSubscription(
                    "cus_1", $"sub_{what.Item2}", what.Item1, terms.Item1, terms.Item2, start, start.AddHours(when.Item2), anchor, what.Item3, IsSettled: true, terms.Item3);
            }));

    private static readonly Gen<Action<TeamBook>> Step = Gen.Frequency(
        (20, Gen.Select(Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Enum<AiAction>(), Gen.Int[0, 40])
            .Select((who, what, key) => (Action<TeamBook>)(team => team.Debit(who, what, $"k{key}")))),
        (10, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.Debit(who)))),
        (6, Gen.Int[0, 200].Select(pick => (Action<TeamBook>)(team => ReverseOne(team, pick)))),
        (6, Gen.Select(Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Int[1, 3600])
            .Select((who, seconds) => (Action<TeamBook>)(team => team.Debit(who, holdSeconds: seconds)))),
        (4, Gen.Int[0, 200].Select(pick => (Action<TeamBook>)(team => ConfirmOne(team, pick)))),
        (4, Gen.Int[1, 3600].Select(seconds => (Action<TeamBook>)(team => team.PassTime(TimeSpan.FromSeconds(seconds))))),
        (2, Gen.Long[1, 6].Select(credits => (Action<TeamBook>)(team => team.Grant(credits)))),
        (2, Gen.Int[-2, 40 * 24].Select(hours => (Action<TeamBook>)(team => team.PassTime(TimeSpan.FromHours(hours))))),
        (2, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.Remove(who)))),
        (3, Gen.Select(Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Int[-1, 6]).Select((who, cap) => (Action<TeamBook>)(team =>
            team.Put(who, MemberRole.Member, cap < 0 ? BudgetRule.None : BudgetRule.Capped(new Credits(cap)))))),
        (1, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.MakeOwner(who)))),
        (1, Gen.Long[0, 8].Select(cap => (Action<TeamBook>)(team => team.SetTeamBudget(cap == 8 ? null : cap)))),
        (2, Gen.Select(Gen.Int[-2, 8], Gen.Bool).Select((cap, share) => (Action<TeamBook>)(team => team.SetAutomationBudget(
            cap < 0 ? null : share ? new AutomationBudget(Percent: cap * 12) : new AutomationBudget(new Credits(cap)))))),
        (1, Gen.Bool.Select(overdue => (Action<TeamBook>)(team => WhenSubscribed(team, () => team.PaymentIs(overdue))))),
        (3, Gen.Select(AnyPlan, Gen.Int[1, 6], Gen.Int[-70, 40]).Select((plan, seats, day) => (Action<TeamBook>)(team =>
            team.Subscribe(plan, seats, day > 0 ? team.Now.AddDays(-day) : null)))),
        (1, Gen.OneOf(People.Select(Gen.Const).ToArray()).Select(who => (Action<TeamBook>)(team => team.Forget(who)))),
        (1, Gen.Const<Action<TeamBook>>(team => team.Cancel())),
        (1, Gen.Int[1, 9].Select(name => (Action<TeamBook>)(team => team.Change($"Acme {name}", name % 2 == 0 ? "UTC" : "Asia/Tokyo")))),
        (4, Seen.Select(seen => (Action<TeamBook>)(team => team.Follow(seen(team))))),
        (2, Gen.Int[1, 4].Select(purchase => (Action<TeamBook>)(team => team.Buy(Pack(purchase))))),
        (3, Gen.Select(Gen.Int[1, 4], Gen.Long[0, 130], Gen.Long[0, 130]).Select((purchase, refund, dispute) => (Action<TeamBook>)(team =>
            ClaimOf(team, Pack(purchase), refund, dispute)))),
        (1, Gen.Select(Gen.Long[1, 20], Gen.Int[1, 3]).Select((threshold, most) => (Action<TeamBook>)(team =>
            team.SetAutoTopUp(threshold, most: most)))),
        (3, Gen.Const<Action<TeamBook>>(team => team.StartAutoTopUp())),
        (2, Gen.Bool.Select(fails => (Action<TeamBook>)(team => EndAutoTopUp(team, fails)))));

    /// <summary>One life in four ends with the team's closing, and goes on a while.</summary>
    private static readonly Gen<(bool Trial, Action<TeamBook>[] Steps)> Life = Gen.Select(
        Gen.Bool, Step.Array[0, 150], Gen.Int[0, 3], Step.Array[0, 30]).Select((trial, steps, closes, after) =>
        (trial, closes == 0 ? [.. steps, team => team.Close(), .. after] : steps));

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

            Assert.Equivalent(team.Account.ToSnapshot(), Replay(new TeamAccount(TeamId.Parse("acme")), team.Entries).ToSnapshot(), strict: true);
        }, iter: Lives);

    [Fact]
    public void A_snapshot_and_the_tail_are_the_full_replay() =>
        Gen.Select(Life, Gen.Int[0, 1000]).Sample((life, cut) =>
        {
            var team = Live(life);
            var at = 1 + (cut % team.Entries.Count);
            var stored = Replay(new TeamAccount(TeamId.Parse("acme")), team.Entries.Take(at)).ToSnapshot().ToBytes();

            var restored = Replay(TeamAccount.FromSnapshot(TeamSnapshot.FromBytes(stored)!), team.Entries.Skip(at));

            Assert.Equal(team.Account.ToSnapshot().ToBytes(), restored.ToSnapshot().ToBytes());
        }, iter: Lives);

    [Fact]
    public void A_debit_is_refused_exactly_when_a_naive_reading_of_the_rules_says_so() =>
        Gen.Select(Life, Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Enum<AiAction>()).Sample((life, who, what) =>
        {
            var team = Live(life);
            var expected = NaiveRules.Decide(team, MemberId.Parse(who), what);

            var decision = Debiting.Decide(team.Account, new DebitRequest("new", MemberId.Parse(who), what));

            Assert.Equal(expected, decision switch
            {
                DebitDecision.Take take => take.Event.Bucket.ToString(),
                DebitDecision.Refuse refuse => refuse.Refusal.Reason.ToString(),
                _ => null,
            });
        }, iter: Lives);

    [Fact]
    public void What_is_foreseen_of_debits_is_what_becomes_of_them() =>
        Gen.Select(Life, Gen.OneOf(People.Select(Gen.Const).ToArray()), Gen.Int[1, 20], Gen.Enum<AiAction>()).Sample((life, who, wanted, what) =>
        {
            var team = Live(life);
            var foreseen = Debiting.Foresee(team.Account, new SpendingQuestion(MemberId.Parse(who), new Credits(wanted), what));
            var everybody = Headroom.Of(team.Account);
            var buckets = NaiveRules.Spendable(team);

            const int Enough = 40;
            var taken = 0;
            while (taken < Enough && team.Debit(who, what) is DebitDecision.Take)
            {
                taken++;
            }

            Assert.Equal(wanted <= taken, foreseen.Allowed);
            Assert.Equal(taken, Math.Min(Enough, foreseen.Spendable.Count));
            Assert.Equal(buckets, everybody.Most.Count);
            Assert.Equal(everybody.Most == Credits.Zero, everybody.Blocks(Credits.One) is not null);
            if (taken == 0)
            {
                var refused = Assert.IsType<DebitDecision.Refuse>(team.Debit(who, what)).Refusal;
                Assert.Equal(foreseen.Reason, refused.Reason);
                Assert.Equal(foreseen.Remedies, refused.Remedies);
            }
        }, iter: Lives);

    private static TeamBook Open(bool trial) => trial ? TeamBook.InTrial() : TeamBook.WithPool(12);

    private static TeamBook Live((bool Trial, Action<TeamBook>[] Steps) life)
    {
        var team = Open(life.Trial);
        foreach (var step in life.Steps)
        {
            step(team);
        }

        team.PassTime(TimeSpan.Zero);
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

    private static void ConfirmOne(TeamBook team, int pick)
    {
        var held = team.Entries.Where(entry => entry.Event is TeamEvent.Debited { HoldSeconds: not null }).ToList();
        if (held.Count > 0)
        {
            team.Confirm(held[pick % held.Count]);
        }
    }

    private static PackPurchase Pack(int purchase) => new($"cs_{purchase}", "some", new Credits(3 * purchase), Amount: 100, "usd");

    private static void ClaimOf(TeamBook team, PackPurchase pack, long refund, long dispute)
    {
        if (!team.Account.Purchases.ContainsKey(pack.Id))
        {
            return;
        }

        MoneyClaim[] claims = [new($"ch_{pack.Id}", IsDispute: false, refund), new($"dp_{pack.Id}", IsDispute: true, dispute)];
        team.Claim(pack.Id, claims);
        Assert.Empty(team.Claim(pack.Id, claims));
        Assert.Equal(
            Math.Min(pack.Credits.Count, Share(refund) + Share(dispute)), NaiveRules.ClaimsOn(team, pack.Id).Claimed);

        long Share(long amount) => pack.Credits.Count * Math.Min(amount, pack.Amount) / pack.Amount;
    }

    private static void EndAutoTopUp(TeamBook team, bool fails)
    {
        if (team.Account.AutoTopUpInFlight is not { } attempt)
        {
            return;
        }

        if (fails)
        {
            team.FailAutoTopUp(attempt.Id);
        }
        else
        {
            team.Buy(attempt);
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
        Assert.Equal(NaiveRules.AutoBidFromPool(team), team.Account.AutoBidFromPool.Count);
        Assert.Single(team.Account.Members.Values, member => member.Terms.Role == MemberRole.Owner);
        Assert.Equal(
            team.Entries.Count(entry => entry.Key is not null),
            team.Entries.Select(entry => entry.Key).Where(key => key is not null).Distinct(StringComparer.Ordinal).Count());
        AssertCyclesFollowEachOther(team);
        AssertClaimsAreWithinTheirPacks(team);
        AssertHoldsEndOnceAndInTime(team);
        var (ofCycle, inFlight) = NaiveRules.AutoTopUps(team);
        Assert.Equal((ofCycle, inFlight), (team.Account.AutoTopUpsThisCycle, team.Account.AutoTopUpInFlight is null ? 0 : 1));
        Assert.InRange(ofCycle, 0, 3);
        AssertClosedTeamsAreLeftAlone(team);
    }

    private static void AssertClosedTeamsAreLeftAlone(TeamBook team)
    {
        var closing = team.Entries.FindIndex(entry => entry.Event is TeamEvent.TeamClosed);
        Assert.Equal(closing < 0 ? null : team.Entries[closing].At, team.Account.ClosedAt);
        if (closing >= 0)
        {
            Assert.Equal((TeamStatus.Canceled, Credits.Zero), (team.Account.Status, team.Account.Remaining));
            Assert.DoesNotContain(team.Entries.Skip(closing + 1), entry => entry.Event
                is TeamEvent.Debited or TeamEvent.CycleStarted or TeamEvent.SubscriptionStarted or TeamEvent.AutoTopUpStarted or TeamEvent.MemberPut or TeamEvent.TeamClosed);
        }
    }

    /// <summary>A cycle is known by its start, and whatever happens in it is written down with that.</summary>
    private static void AssertCyclesFollowEachOther(TeamBook team)
    {
        var starts = team.CycleStarts.Select(entry => entry.CycleStart).ToList();
        Assert.Equal(starts.Distinct().Order(), starts);
        Assert.Equal(starts[^1], team.Account.Cycle.Start);
        Assert.True(team.Account.Cycle.End is not { } end || end > team.Account.Cycle.Start, $"{team.Account.Cycle}");
        var last = team.Entries[^1];
        Assert.True(last.Event is TeamEvent.Reversed || last.CycleStart == starts[^1]);
        Assert.True(team.Entries.Count == 1 || team.Entries[^2].At <= last.At);
    }

    private static void AssertHoldsEndOnceAndInTime(TeamBook team)
    {
        Assert.Equal(NaiveRules.OnHold(team), team.Account.Holds.All.Select(hold => hold.DebitId));
        Assert.Equal(
            team.Account.Holds.All.OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.DebitId).FirstOrDefault(), team.Account.Holds.First);
        HashSet<long> final = [];
        foreach (var entry in team.Entries)
        {
            switch (entry.Event)
            {
                case TeamEvent.HoldConfirmed confirmed:
                    Assert.True(final.Add(confirmed.Debit) && entry.At < NaiveRules.ExpiryOf(Debit(confirmed.Debit)));
                    break;
                case TeamEvent.Reversed { HoldExpired: true } expired:
                    Assert.True(!final.Contains(expired.Debit) && entry.At >= NaiveRules.ExpiryOf(Debit(expired.Debit)));
                    break;
            }
        }

        Assert.Distinct(team.Entries.Select(entry => entry.Event).OfType<TeamEvent.Reversed>().Select(reversed => reversed.Debit));
        team.PassTime(TimeSpan.Zero);
        Assert.All(NaiveRules.OnHold(team), held => Assert.True(NaiveRules.ExpiryOf(Debit(held)) > team.Account.Now(team.Now)));

        Entry Debit(long seq) => team.Entries[(int)seq - 1];
    }

    private static void AssertClaimsAreWithinTheirPacks(TeamBook team)
    {
        foreach (var purchase in team.Account.Purchases.Values)
        {
            var (claimed, taken) = NaiveRules.ClaimsOn(team, purchase.Terms.Id);
            Assert.InRange(claimed, 0, purchase.Terms.Credits.Count);
            Assert.InRange(taken, 0, claimed);
            Assert.Equal((claimed, taken), (purchase.Claims.Values.Sum(claim => claim.Claimed.Count), purchase.Claims.Values.Sum(claim => claim.Taken.Count)));
        }
    }
}
