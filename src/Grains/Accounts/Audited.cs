namespace Purser.Accounts;

/// <summary>
/// Which events somebody made, and are told in the audit trail with how it was before. Debits are not among them: the usage says who
/// spent; nor is what the passing of time does to a team unless it ends something.
/// </summary>
public static class Audited
{
    /// <summary>Whether it is told.</summary>
    public static bool Is(TeamEvent happened) => happened is not TeamEvent.Debited
        && happened is TeamEvent.TeamOpened or TeamEvent.MemberPut or TeamEvent.MemberRemoved
        or TeamEvent.OwnerChanged or TeamEvent.TeamBudgetSet or TeamEvent.AutomationBudgetSet or TeamEvent.AlertsSet or TeamEvent.TeamRenamed or TeamEvent.TimeZoneChanged
        or TeamEvent.TeamClosed or TeamEvent.PeopleForgotten or TeamEvent.SubscriptionStarted or TeamEvent.SubscriptionChanged
        or TeamEvent.SpendingEnded or TeamEvent.PaymentChanged or TeamEvent.StripeLinked or TeamEvent.StripeUnlinked or TeamEvent.ExtraGranted
        or TeamEvent.PackBought or TeamEvent.PackClaimed or TeamEvent.AutoTopUpSet or TeamEvent.PastTold;

    /// <summary>What would have made it as it was.</summary>
    /// <param name="team">Before the event.</param>
    /// <param name="happened">The event.</param>
    /// <returns>Null where there was nothing, or the event is about nothing that was.</returns>
    public static TeamEvent? Before(TeamAccount team, TeamEvent happened) => happened switch
    {
        TeamEvent.MemberPut put => Seat(team, put.Terms.MemberId),
        TeamEvent.MemberRemoved removed => Seat(team, removed.MemberId),
        TeamEvent.OwnerChanged => team.Members.Values.FirstOrDefault(static member => member.Terms.Role == MemberRole.Owner) is { } owner
            ? new TeamEvent.OwnerChanged(owner.Terms.MemberId)
            : null,
        TeamEvent.TeamBudgetSet => new TeamEvent.TeamBudgetSet(team.Budget),
        TeamEvent.AutomationBudgetSet => new TeamEvent.AutomationBudgetSet(team.AutomationBudget),
        TeamEvent.AlertsSet => new TeamEvent.AlertsSet(team.Alerts),
        TeamEvent.TeamRenamed => new TeamEvent.TeamRenamed(team.Name),
        TeamEvent.TimeZoneChanged => new TeamEvent.TimeZoneChanged(team.TimeZone),
        TeamEvent.SubscriptionStarted or TeamEvent.SubscriptionChanged or TeamEvent.SpendingEnded when team.Subscription is { } subscription =>
            new TeamEvent.SubscriptionChanged(subscription, Credits.Zero),
        TeamEvent.PaymentChanged changed => new TeamEvent.PaymentChanged(!changed.Overdue),
        TeamEvent.StripeLinked or TeamEvent.StripeUnlinked when team.Stripe is { } stripe => new TeamEvent.StripeLinked(stripe),
        TeamEvent.AutoTopUpSet => new TeamEvent.AutoTopUpSet(team.AutoTopUp, team.AutoTopUpStopped),
        _ => null,
    };

    /// <summary>The member that it is about; null: the team.</summary>
    public static MemberId? Subject(TeamEvent happened) => happened switch
    {
        TeamEvent.MemberPut put => put.Terms.MemberId,
        TeamEvent.MemberRemoved removed => removed.MemberId,
        TeamEvent.OwnerChanged changed => changed.MemberId,
        TeamEvent.PeopleForgotten forgotten => forgotten.MemberId,
        _ => null,
    };

    private static TeamEvent.MemberPut? Seat(TeamAccount team, MemberId memberId) =>
        team.Members.GetValueOrDefault(memberId) is { Status: MemberStatus.Active } member
            ? new TeamEvent.MemberPut(member.Terms)
            : null;
}
