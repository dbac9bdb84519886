using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Billing;

namespace Purser.Teams;

/// <summary>What is shown of an account: the very numbers the gate uses.</summary>
internal static class TeamViews
{
    public static TeamCredits Credits(TeamAccount team, DateTimeOffset now)
    {
        var headroom = Headroom.Of(team);
        return new(
            team.TeamId,
            team.Name,
            team.Status,
            team.Subscription?.Plan,
            team.Subscription?.Seats,
            team.Total,
            team.Remaining,
            team.UsedFromPool + team.UsedFromExtra,
            team.UsedFromPool,
            team.UsedFromExtra,
            team.Extra,
            new CyclePeriod(team.Cycle.Start, team.Cycle.End),
            Debiting.ResetsAt(team),
            team is { Status: TeamStatus.Trialing, Trial: { } trial } ? new TrialDay(trial.DayAt(now), trial.Days, trial.EndsAt) : null,
            team.Version,
            new Purser.Credits(team.Holds.Count),
            headroom.Most,
            headroom.Blocks(Purser.Credits.One),
            team.Subscription is { } subscription ? Math.Max(0, team.ActiveMembers - subscription.Seats) : 0,
            Automation(team),
            team.ClosedAt);
    }

    public static TeamListing Listing(TeamAccount team, DateTimeOffset now) => Listing(team);

    public static TeamListing Listing(TeamAccount team) => new(
        team.TeamId,
        team.Name,
        team.TimeZone,
        team.Status,
        team.Subscription?.Plan,
        team.Subscription?.Seats,
        team.OpenedAt,
        team.ClosedAt);

    public static AutomationStanding Automation(TeamAccount team) =>
        new(team.AutomationBudget, team.AutomationCap, team.AutoBidFromPool);

    public static MemberHeadroom Spending(TeamAccount team, MemberId memberId)
    {
        var headroom = Headroom.Of(team, memberId);
        var member = team.Members.GetValueOrDefault(memberId);
        return new(
            memberId,
            member?.Used ?? Purser.Credits.Zero,
            member?.Budget(team.Budget),
            headroom.Most,
            headroom.Blocks(Purser.Credits.One));
    }

    public static AutoTopUpStanding AutoTopUp(TeamAccount team, Catalog catalog, DateTimeOffset now)
    {
        var hold = ToppingUp.Hold(team, catalog, now);
        return new(
            team.AutoTopUp,
            team.AutoTopUpsThisCycle,
            team.AutoTopUpInFlight,
            team.AutoTopUpFailure,
            team.AutoTopUpStopped,
            hold,
            hold switch
            {
                AutoTopUpHold.JustFailed => team.AutoTopUpFailedAt + ToppingUp.PauseAfterFailure,
                AutoTopUpHold.MostReached => Debiting.ResetsAt(team),
                _ => null,
            });
    }

    public static BillingStanding Billing(TeamAccount team, DateTimeOffset now) => new(
        Credits(team, now),
        team.Stripe?.Customer,
        team.Stripe?.Subscription,
        [.. team.Purchases.Keys],
        team.AutoTopUpInFlight,
        [.. team.Purchases.Values.SelectMany(purchase => purchase.RefundedCharges)],
        team.ActiveMembers,
        team.ClosedAt is not null);

    public static TeamStatement Statement(TeamAccount team, People people, DateTimeOffset now) => new(
        Credits(team, now),
        [.. team.Members.Values.OrderBy(member => member.Terms.MemberId.Value, StringComparer.Ordinal).Select(member => Member(team, member, people))],
        team.Budget,
        team.TimeZone);

    public static MemberStanding Member(TeamAccount team, MemberAccount member, People people) => new(
        member.Terms.MemberId,
        people.NameOf(member.Terms.MemberId),
        member.Terms.Role,
        member.Status,
        member.Budget(team.Budget),
        member.Used,
        new Dictionary<AiAction, Credits>(member.UsedByAction),
        member.Terms.Budget);

    public static DebitReceipt Debit(Entry entry)
    {
        var debited = (TeamEvent.Debited)entry.Event;
        return new DebitReceipt(
            entry.Seq,
            debited.Bucket,
            entry.At,
            entry.CycleStart,
            entry.Balance,
            debited.HoldSeconds is { } seconds ? entry.At.AddSeconds(seconds) : null);
    }

    public static GrantReceipt Grant(Entry entry)
    {
        var granted = (TeamEvent.ExtraGranted)entry.Event;
        return new GrantReceipt(entry.Seq, granted.Credits, granted.Reason, entry.At, entry.Balance);
    }

    public static ReversalReceipt Reversal(Entry entry)
    {
        var reversed = (TeamEvent.Reversed)entry.Event;
        return new ReversalReceipt(
            entry.Seq,
            reversed.Debit,
            reversed.Of.MemberId,
            reversed.Of.Action,
            reversed.Of.JobId,
            reversed.Of.Bucket,
            reversed.Amount,
            CycleClosed: reversed.Amount == Purser.Credits.Zero,
            reversed.Note,
            entry.At,
            entry.CycleStart,
            entry.Balance,
            reversed.HoldExpired);
    }
}
