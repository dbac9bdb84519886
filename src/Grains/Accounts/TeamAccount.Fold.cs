using Purser.Teams;

namespace Purser.Accounts;

/// <summary>What each event does to the account.</summary>
public sealed partial class TeamAccount
{
    private void Fold(TeamEvent happened)
    {
        switch (happened)
        {
            case TeamEvent.Debited debited:
                Spend(debited, Credits.One);
                OpenHold(debited);
                NotePast(debited);
                break;
            case TeamEvent.HoldConfirmed confirmed:
                EndHold(confirmed.Debit, expired: false);
                break;
            case TeamEvent.Reversed { HoldExpired: true } expired:
                EndHold(expired.Debit, expired: true);
                GiveBack(expired);
                break;
            case TeamEvent.Reversed reversed:
                Holds.Close(reversed.Debit);
                GiveBack(reversed);
                break;
            case TeamEvent.CycleEntered entered:
                EnterCycle(entered);
                break;
            case TeamEvent.PastTold:
                break;
            case TeamEvent.CycleStarted started:
                StartCycle(started.Cycle, started.Allowance);
                break;
            case TeamEvent.ExtraGranted granted:
                Extra += granted.Credits;
                break;
            case TeamEvent.CycleEndMoved moved:
                Cycle = Cycle with { End = moved.End };
                break;
            case TeamEvent.SubscriptionStarted started:
                Trial = null;
                Subscription = started.Subscription;
                Status = TeamStatus.Active;
                StartCycle(started.Cycle, started.Subscription.Allowance);
                break;
            case TeamEvent.StripeLinked linked:
                // Another subscription's paid period says nothing of this one's.
                Paid = Stripe?.Subscription == linked.Link.Subscription ? Paid : null;
                Stripe = linked.Link;
                break;
            case TeamEvent.StripeUnlinked:
                (Stripe, Paid) = (null, null);
                break;
            case TeamEvent.PeriodConfirmed confirmed:
                Paid = confirmed.Period;
                break;
            case TeamEvent.PackBought bought:
                Buy(bought.Purchase);
                break;
            case TeamEvent.PackClaimed claimed:
                purchases[claimed.PurchaseId].Take(claimed, Version + 1);
                Extra -= claimed.Taken;
                break;
            case TeamEvent.AutoTopUpSet set:
                (AutoTopUp, AutoTopUpFailure, AutoTopUpStopped) = (set.Terms, null, set.Stopped);
                break;
            case TeamEvent.AutoTopUpStarted started:
                AutoTopUpInFlight = started.Attempt;
                AutoTopUpsThisCycle++;
                break;
            case TeamEvent.AutoTopUpFailed failed:
                (AutoTopUpInFlight, AutoTopUpFailure, AutoTopUpFailedAt) = (null, failed.Reason, LastAt);
                break;
            case TeamEvent.MemberPut put:
                Put(put.Terms);
                break;
            case TeamEvent.MemberRemoved removed:
                members[removed.MemberId].Status = MemberStatus.Removed;
                ActiveMembers--;
                break;
            case TeamEvent.OwnerChanged changed:
                ChangeOwner(changed.MemberId);
                break;
            case TeamEvent.TeamBudgetSet set:
                Budget = set.Budget;
                break;
            case TeamEvent.AutomationBudgetSet set:
                AutomationBudget = set.Budget;
                break;
            case TeamEvent.AlertsSet set:
                Alerts = set.Terms;
                break;
            case TeamEvent.SubscriptionChanged changed:
                Subscription = changed.Subscription;
                Total += changed.Increase;
                break;
            case TeamEvent.PaymentChanged changed:
                Status = changed.Overdue ? TeamStatus.PastDue : TeamStatus.Active;
                break;
            case TeamEvent.SpendingEnded ended:
                Status = ended.Status;
                StartCycle(new Cycle(ended.At, End: null), Credits.Zero);
                break;
            case TeamEvent.TeamOpened opened:
                Open(opened);
                break;
            case TeamEvent.TeamRenamed renamed:
                Name = renamed.Name;
                break;
            case TeamEvent.TimeZoneChanged changed:
                TimeZone = changed.TimeZone;
                break;
            case TeamEvent.TeamClosed:
                (ClosedAt, IsStripeToBeTold) = (LastAt, true);
                break;
            case TeamEvent.PeopleForgotten:
                // What people are called is no part of the account.
                break;
            case TeamEvent.StripeTold:
                IsStripeToBeTold = false;
                break;
            default:
                throw new AccountBrokenException($"No fold for {happened.GetType().Name}.");
        }

        ListedBy = happened.IsListed ? Version + 1 : ListedBy;
        if (Remaining < Credits.Zero || Extra < Credits.Zero || UsedFromPool < Credits.Zero || UsedFromExtra < Credits.Zero)
        {
            throw new AccountBrokenException(
                $"{happened} would leave {Remaining} in the pool and {Extra} in extra, {UsedFromPool} and {UsedFromExtra} used.");
        }
    }

    private void Open(TeamEvent.TeamOpened opened)
    {
        Opening = opened.Request;
        (OpenedAt, Name, TimeZone) = (LastAt, opened.Request.Name, opened.Request.TimeZone);
        Trial = opened.Trial;
        Subscription = opened.Subscription;
        Status = opened.Trial is null ? TeamStatus.Active : TeamStatus.Trialing;
        Put(new MemberSeat(opened.Request.Owner.MemberId, MemberRole.Owner, BudgetRule.FollowsTeam));
    }

    private void StartCycle(Cycle cycle, Credits allowance)
    {
        GoInto(cycle, allowance);
        AutoTopUpsThisCycle = 0;
    }

    private void EnterCycle(TeamEvent.CycleEntered entered)
    {
        GoInto(entered.Cycle, entered.Allowance);
        UsedFromPool = entered.FromPool;
        UsedFromExtra = entered.FromExtra;
    }

    private void GoInto(Cycle cycle, Credits allowance)
    {
        Cycle = cycle;
        Total = allowance;
        UsedFromPool = Credits.Zero;
        UsedFromExtra = Credits.Zero;
        AutoBidFromPool = Credits.Zero;
        foreach (var member in members.Values)
        {
            member.StartCycle();
        }
    }

    private void NotePast(TeamEvent.Debited debited)
    {
        if (debited.Imported)
        {
            Past = new ToldPast(LastAt, Cycle, Total, UsedFromPool, UsedFromExtra);
        }
        else
        {
            EndPast();
        }
    }

    /// <summary>Usage is in the order of its time: once there is some of the team's own, nothing of before can follow.</summary>
    private void EndPast() => Past = Past is { IsOver: false } ? Past with { IsOver = true } : Past;

    private void Buy(PackPurchase pack)
    {
        purchases.Add(pack.Id, new Purchase(pack, Version + 1));
        Extra += pack.Credits;
        if (AutoTopUpInFlight is { } attempt && attempt.Id == pack.AttemptId)
        {
            (AutoTopUpInFlight, AutoTopUpFailure) = (null, null);
        }
    }

    private void Put(MemberSeat terms)
    {
        if (!members.TryGetValue(terms.MemberId, out var member))
        {
            members.Add(terms.MemberId, new MemberAccount(terms));
            ActiveMembers++;
            return;
        }

        ActiveMembers += member.Status == MemberStatus.Removed ? 1 : 0;
        member.Terms = terms;
        member.Status = MemberStatus.Active;
    }

    private void ChangeOwner(MemberId memberId)
    {
        foreach (var member in members.Values.Where(member => member.Terms.Role == MemberRole.Owner))
        {
            member.Terms = member.Terms with { Role = MemberRole.Admin };
        }

        members[memberId].Terms = members[memberId].Terms with { Role = MemberRole.Owner };
    }

    private void OpenHold(TeamEvent.Debited debit)
    {
        if (debit.HoldSeconds is { } seconds)
        {
            Holds.Open(new Hold(Version + 1, debit with { HoldSeconds = null }, Cycle.Start, LastAt.AddSeconds(seconds)));
        }
    }

    private void EndHold(long debitId, bool expired)
    {
        if (!Holds.TryGet(debitId, out var hold) || expired != hold.ExpiresAt <= LastAt)
        {
            throw new AccountBrokenException(
                $"Entry {Version + 1} of team {TeamId} {(expired ? "expires" : "confirms")} debit {debitId}, which cannot be at {LastAt:O}.");
        }

        Holds.Close(debitId);
    }

    private void GiveBack(TeamEvent.Reversed reversed)
    {
        EndPast();
        if (reversed.DebitCycleStart == Cycle.Start)
        {
            Spend(reversed.Of, -Credits.One);
        }
        else if (reversed.Of.Bucket == Bucket.Extra)
        {
            Extra += reversed.Amount;
        }
    }

    private void Spend(TeamEvent.Debited debit, Credits credits)
    {
        if (debit.Bucket == Bucket.Pool)
        {
            UsedFromPool += credits;
            AutoBidFromPool += debit.Action.IsAutoBid() ? credits : Credits.Zero;
        }
        else
        {
            UsedFromExtra += credits;
            Extra -= credits;
        }

        members[debit.MemberId].Use(debit.Action, credits);
    }
}
