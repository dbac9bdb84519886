using Purser.Accounts;

namespace Purser.Grains.Tests.Accounts;

/// <summary>The rules read as plainly as they are written, counting everything anew from the list of what happened.</summary>
internal static class NaiveRules
{
    public static (long Pool, long Extra, long Used) Count(TeamBook team)
    {
        var cycle = LastCycle(team);
        var reversals = team.Entries.Select(entry => entry.Event).OfType<TeamEvent.Reversed>().ToList();
        var debits = team.Entries.Where(entry => entry.Event is TeamEvent.Debited).ToList();

        long allowance = cycle.Sum(entry => entry.Event switch
        {
            TeamEvent.CycleStarted started => started.Allowance.Count,
            TeamEvent.SubscriptionStarted started => started.Subscription.CreditsPerSeat.Count * started.Subscription.Seats,
            TeamEvent.SubscriptionChanged changed => changed.Increase.Count,
            _ => 0,
        });
        long DebitsOf(Bucket bucket, bool ofCycle) => debits.Count(debit =>
            ((TeamEvent.Debited)debit.Event).Bucket == bucket
            && (!ofCycle || cycle.Contains(debit)));
        long ReversalsOf(Bucket bucket, bool ofCycle) => reversals.Count(reversal =>
            reversal.Of.Bucket == bucket
            && (!ofCycle || cycle.Exists(entry => entry.Seq == reversal.Debit)));
        long grants = team.Entries.Sum(entry => entry.Event switch
        {
            TeamEvent.ExtraGranted granted => granted.Credits.Count,
            TeamEvent.PackBought bought => bought.Purchase.Credits.Count,
            _ => 0,
        });
        long clawedBack = team.Entries.Select(entry => entry.Event).OfType<TeamEvent.PackClaimed>().Sum(claim => claim.Taken.Count);

        return (
            Pool: allowance - DebitsOf(Bucket.Pool, ofCycle: true) + ReversalsOf(Bucket.Pool, ofCycle: true),
            Extra: grants - DebitsOf(Bucket.Extra, ofCycle: false) + ReversalsOf(Bucket.Extra, ofCycle: false) - clawedBack,
            Used: DebitsOf(Bucket.Pool, true) + DebitsOf(Bucket.Extra, true)
                - ReversalsOf(Bucket.Pool, true) - ReversalsOf(Bucket.Extra, true));
    }

    /// <summary>What the team could spend, whoever asks.</summary>
    public static long Spendable(TeamBook team)
    {
        var (pool, extra, _) = Count(team);
        return team.Account.Status switch
        {
            TeamStatus.TrialEnded or TeamStatus.Canceled => 0,
            TeamStatus.PastDue => extra,
            _ => pool + extra,
        };
    }

    /// <summary>What Auto Bid took from the pool in this cycle.</summary>
    public static int AutoBidFromPool(TeamBook team)
    {
        var ofCycle = LastCycle(team);
        return ofCycle.Count(entry => entry.Event is TeamEvent.Debited debited && IsAutoBidFromPool(debited))
            - ofCycle.Count(entry => entry.Event is TeamEvent.Reversed reversed && IsAutoBidFromPool(reversed.Of)
                && ofCycle.Exists(debit => debit.Seq == reversed.Debit));

        static bool IsAutoBidFromPool(TeamEvent.Debited debit) =>
            debit is { Bucket: Bucket.Pool, Action: AiAction.JobMatching or AiAction.AutoBid };
    }

    public static string Decide(TeamBook team, MemberId who, AiAction what)
    {
        var (pool, extra, _) = Count(team);
        var account = team.Account;
        if (!account.Members.TryGetValue(who, out var member) || member.Status == MemberStatus.Removed)
        {
            return "MemberNotActive";
        }

        if (account.Status == TeamStatus.TrialEnded)
        {
            return "TrialEnded";
        }

        if (account.Status == TeamStatus.Canceled)
        {
            return "SubscriptionCanceled";
        }

        var ofCycle = LastCycle(team);
        var used = ofCycle.Count(entry => entry.Event is TeamEvent.Debited debited && debited.MemberId == who)
            - ofCycle.Count(entry => entry.Event is TeamEvent.Reversed reversed && reversed.Of.MemberId == who
                && ofCycle.Exists(debit => debit.Seq == reversed.Debit));
        var budget = member.Terms.Budget is { Own: true } own ? own.Cap : account.Budget;
        if (budget is { } cap && used >= cap.Count)
        {
            return "MemberBudgetReached";
        }

        if (what is AiAction.JobMatching or AiAction.AutoBid && account.AutomationBudget is { } automation
            && AutoBidFromPool(team) >= (automation.Credits?.Count ?? account.Total.Count * automation.Percent / 100))
        {
            return "AutomationBudgetReached";
        }

        var frozen = account.Status == TeamStatus.PastDue;
        return (frozen, pool, extra) switch
        {
            (false, >= 1, _) => "Pool",
            (_, _, >= 1) => "Extra",
            (true, _, _) => "PaymentPastDue",
            _ => "CreditsExhausted",
        };
    }

    /// <summary>
    /// What a purchase's claims come to, read off the entries: the last word of each on what it claims, and all that it took.
    /// </summary>
    public static (long Claimed, long Taken) ClaimsOn(TeamBook team, string purchaseId)
    {
        var claims = team.Entries.Select(entry => entry.Event).OfType<TeamEvent.PackClaimed>()
            .Where(claim => claim.PurchaseId == purchaseId).ToList();
        return (
            claims.GroupBy(claim => claim.ClaimId).Sum(claim => claim.Last().Claimed.Count),
            claims.Sum(claim => claim.Taken.Count));
    }

    /// <summary>Automatic purchases that this cycle has seen, and those of all time that neither were bought nor failed.</summary>
    public static (int OfCycle, int InFlight) AutoTopUps(TeamBook team)
    {
        var events = team.Entries.Select(entry => entry.Event).ToList();
        return (
            LastCycle(team).Count(entry => entry.Event is TeamEvent.AutoTopUpStarted),
            events.OfType<TeamEvent.AutoTopUpStarted>().Count(started => !events.Exists(after =>
                (after is TeamEvent.AutoTopUpFailed failed && failed.AttemptId == started.Attempt.Id)
                || (after is TeamEvent.PackBought bought && bought.Purchase.AttemptId == started.Attempt.Id))));
    }

    /// <summary>Held debits that were neither confirmed nor given back.</summary>
    public static List<long> OnHold(TeamBook team)
    {
        var ended = team.Entries.Select(entry => entry.Event switch
        {
            TeamEvent.HoldConfirmed confirmed => confirmed.Debit,
            TeamEvent.Reversed reversed => reversed.Debit,
            _ => 0,
        }).ToHashSet();
        return [.. team.Entries.Where(entry => entry.Event is TeamEvent.Debited { HoldSeconds: not null } && !ended.Contains(entry.Seq)).Select(entry => entry.Seq)];
    }

    /// <summary>When a held debit gives itself back.</summary>
    public static DateTimeOffset ExpiryOf(Entry debit) => debit.At.AddSeconds(((TeamEvent.Debited)debit.Event).HoldSeconds!.Value);

    private static List<Entry> LastCycle(TeamBook team) =>
        [.. team.Entries.Skip((int)team.CycleStarts.Last().Seq - 1)];
}
