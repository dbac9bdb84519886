using CsCheck;
using Purser.AutoBid;
using Purser.AutoBid.Decisions;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>
/// Random lives of a member's Auto Bid: workers that die, answers that get lost, debits that come late, caps that change, nights
/// that pass. What is promised is counted anew from what arrived and from what the ledger has, after every step.
/// </summary>
public sealed class BidDecisionsTests
{
    private const int Lives = 1_000;

    private static readonly Gen<Break> Breaks = Gen.Frequency(
        (12, Gen.Const(Break.Not)), (1, Gen.Const(Break.BeforeDebit)), (1, Gen.Const(Break.DebitIsLate)), (1, Gen.Const(Break.BeforeAnswer)));

    private static readonly Gen<AutoBidSettings> Settings = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[1, 12], Gen.Int[0, 100]).Select(
        (off, cap, ceiling, threshold) => new AutoBidSettings(off > 0, "", threshold / 2, cap, ceiling < 2 ? null : ceiling));

    private static readonly Gen<Action<BidBook>> Step = Gen.Frequency(
        (6, Gen.Int[1, 3].Select(worker => (Action<BidBook>)(bid => bid.Start($"worker-{worker}")))),
        (24, Gen.Select(Gen.Int[0, 9], Gen.Int[0, 20].Array[1, 4], Breaks).Select((run, jobs, breaks) => (Action<BidBook>)(bid => bid.Begin(run, jobs, breaks)))),
        (40, Gen.Select(Gen.Int[0, 20], Gen.Int[0, 100], Gen.Int[0, 12], Breaks).Select((pick, score, way, breaks) =>
            (Action<BidBook>)(bid => bid.GoOn(pick, score, way, breaks)))),
        (3, Gen.Int[0, 9].Select(run => (Action<BidBook>)(bid => bid.Finish(run)))),
        (4, Gen.Int[1, 15].Select(minutes => (Action<BidBook>)(bid => bid.PassTime(TimeSpan.FromMinutes(minutes))))),
        (3, Gen.Int[1, 30].Select(hours => (Action<BidBook>)(bid => bid.PassTime(TimeSpan.FromHours(hours))))),
        (3, Gen.Const<Action<BidBook>>(bid => bid.Settle())),
        (2, Gen.Const<Action<BidBook>>(bid => bid.Load())),
        (2, Settings.Select(settings => (Action<BidBook>)(bid => bid.Set(settings)))));

    private static readonly Gen<(int Credits, AutoBidSettings Settings, Action<BidBook>[] Steps)> Life =
        Gen.Select(Gen.Int[0, 30], Settings, Step.Array[0, 120]);

    [Fact]
    public void A_submission_that_may_have_arrived_keeps_its_place_under_the_cap() => LiveThrough((bid, before) =>
    {
        // A cap that was lowered stands against what is granted from then on.
        var now = bid.MayHaveArrived(bid.Account.Today);
        Assert.True(now <= Math.Max(before, bid.Account.Settings.DailyCap), $"{now} may have arrived, of {bid.Account.Settings.DailyCap}.");
        return now;
    });

    [Fact]
    public void No_day_costs_more_than_its_ceiling() => LiveThrough((bid, before) =>
    {
        var now = bid.GrantedOn(bid.Account.Today);
        Assert.False(now > before && now > bid.Account.Settings.DailyCredits, $"{now} credits of {bid.Account.Settings.DailyCredits}.");
        return now;
    });

    [Fact]
    public void No_proposal_arrives_twice() => LiveThrough((bid, _) =>
    {
        Assert.All(bid.Arrived.Values, times => Assert.Equal(1, times));
        return 0;
    });

    [Fact]
    public void How_far_the_caps_are_used_up_is_the_sum_over_the_jobs_also_after_a_restart() => LiveThrough((bid, _) =>
    {
        var summed = bid.Table.Values.Aggregate(default(CapUse), (use, row) => use + CapUse.Of(row, bid.Account.Today));
        Assert.Equal(summed, bid.Account.Use);
        Assert.Equal(bid.Table.Values.Where(row => row.IsUnfinished).OrderBy(row => row.JobId.Value), bid.Account.Unfinished.OrderBy(row => row.JobId.Value));
        return 0;
    });

    [Fact]
    public void Of_a_job_that_is_finished_the_ledger_has_what_its_row_says() => LiveThrough((bid, _) =>
    {
        bid.LateDebitsAreTaken();
        foreach (var row in bid.Table.Values.Where(row => !row.IsUnfinished))
        {
            Assert.Equal((row.MatchCredit, row.BidCredit), (bid.Taken(row.JobId, AiAction.JobMatching), bid.Taken(row.JobId, AiAction.AutoBid)));
        }

        return 0;
    });

    [Fact]
    public void No_credit_is_taken_for_a_job_that_has_no_row() => LiveThrough((bid, _) =>
    {
        Assert.All(bid.Charged, job => Assert.Contains(job, bid.Table.Keys));
        return 0;
    });

    [Fact]
    public void What_was_returned_or_left_is_paid_back_within_two_days_whether_or_not_a_run_comes() => Life.Sample(life =>
    {
        var bid = Live(life);
        for (var hour = 0; hour < 48; hour++)
        {
            bid.PassTime(TimeSpan.FromHours(1));
            bid.Settle();
        }

        AssertNothingIsOpen(bid);
    }, iter: Lives);

    [Fact]
    public void Switched_off_what_nobody_is_at_is_paid_back_at_once() => Life.Sample(life =>
    {
        var bid = Live(life);
        bid.LateDebitsAreTaken();
        bid.Set(bid.Account.Settings with { Enabled = false });

        // Of a step whose credit was never asked for it is only not known yet.
        Assert.All(bid.Account.Unfinished, row => Assert.True(row.IsUnderWay || bid.Taken(row.JobId, row.LastStep) == 0, $"{row}"));
        bid.PassTime(TimeSpan.FromMinutes(11));
        bid.Settle();
        Assert.All(bid.Account.Unfinished, row => Assert.Equal(0, bid.Taken(row.JobId, row.LastStep)));
    }, iter: Lives);

    private static void AssertNothingIsOpen(BidBook bid)
    {
        Assert.True(bid.Account.IsIdle);
        Assert.All(bid.Table.Values, row => Assert.False(row.IsUnfinished));
        Assert.All(bid.Table.Values, row => Assert.Equal(
            (row.MatchCredit, row.BidCredit), (bid.Taken(row.JobId, AiAction.JobMatching), bid.Taken(row.JobId, AiAction.AutoBid))));
    }

    /// <summary>Lives, and looks after every step.</summary>
    /// <param name="look">What must be so; it is given what it answered on this day before.</param>
    private static void LiveThrough(Func<BidBook, int, int> look) => Life.Sample(life =>
    {
        var bid = new BidBook(life.Credits, life.Settings);
        var (day, before) = (bid.Account.Today, 0);
        foreach (var step in life.Steps)
        {
            step(bid);
            before = bid.Account.Today == day ? before : 0;
            (day, before) = (bid.Account.Today, look(bid, before));
        }
    }, iter: Lives);

    private static BidBook Live((int Credits, AutoBidSettings Settings, Action<BidBook>[] Steps) life)
    {
        var bid = new BidBook(life.Credits, life.Settings);
        Array.ForEach(life.Steps, step => step(bid));
        return bid;
    }
}
