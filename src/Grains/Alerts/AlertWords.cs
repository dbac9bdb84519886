using System.Globalization;

namespace Purser.Alerts;

/// <summary>An alert as a sentence that a person understands, for whoever passes it on as it is.</summary>
internal static class AlertWords
{
    public static string Say(AlertKind alert, AlertFacts facts) => (alert, facts) switch
    {
        (AlertKind.PoolUsed, { Team: { } team, Percent: 100 }) => $"The credits of this cycle are used up. {Extra(team)}{Reset(team)}",
        (AlertKind.PoolUsed, { Team: { } team }) =>
            $"{Used(team.Total - team.Remaining, team.Total)} % of this cycle's credits are used: {Count(team.Remaining)} of {Count(team.Total)} are left.{Reset(team)}",
        (AlertKind.SpendableUsed, { Team: { } team, Percent: 100 }) => $"All credits are used, extra too: nothing can be spent.{Reset(team)}",
        (AlertKind.SpendableUsed, { Team: { } team }) =>
            $"{Used(team.Used, team.Used + team.Remaining + team.Extra)} % of all credits are used: {Count(team.Remaining)} of the cycle's and {Count(team.Extra)} extra are left.{Reset(team)}",
        (AlertKind.MemberBudgetUsed, { MemberId: { } member, Percent: 100 }) => $"Member {member.Value} has used all of their budget in this cycle.",
        (AlertKind.MemberBudgetUsed, { MemberId: { } member, Percent: var percent }) => $"Member {member.Value} has used {percent} % of their budget in this cycle.",
        (AlertKind.AutomationBudgetUsed, { Percent: 100 }) => "Auto Bid has used all that it may take from the pool in this cycle.",
        (AlertKind.AutomationBudgetUsed, { Percent: var percent }) => $"Auto Bid has used {percent} % of what it may take from the pool in this cycle.",
        (AlertKind.ExtraLow, { Team: { } team, Below: { } below }) => $"Fewer than {Count(below)} extra credits are left: {Count(team.Extra)}.",
        (AlertKind.RunningDry, { DryFrom: { } from, DryBy: var by }) =>
            $"At the recent rate all credits are used around {Day(from)}{(by is { } last && Day(last) != Day(from) ? $" to {Day(last)}" : "")}, before the reset.",
        (AlertKind.PaymentPastDue, { Team: { } team }) => $"A payment is overdue: the cycle's credits are frozen until it is made. {Extra(team)}",
        (AlertKind.TrialEnding, { Days: 1 }) => "The trial ends within a day.",
        (AlertKind.TrialEnding, { Days: var days }) => $"The trial ends in {days} days.",
        (AlertKind.Reset, { Team: { } team }) => $"A new cycle has begun with {Count(team.Total)} credits.",
        (AlertKind.TopUpCredited, { Team: { } team, Added: { } added }) => $"{Count(added)} extra credits were bought; extra holds {Count(team.Extra)}.",
        (AlertKind.AutoTopUpFailed, { Reason: var reason }) => $"An automatic top-up failed: {reason}",
        (AlertKind.AutoTopUpStopped, { Reason: var reason }) => $"Automatic top-ups were switched off: {reason}",
        (AlertKind.Test, _) => "This is a test: alerts arrive here.",
        var (kind, _) => $"{kind}.",
    };

    /// <summary>It may be more than the threshold: what is over one already is told where it is set.</summary>
    private static long Used(Credits part, Credits whole) => part.Count * 100 / Math.Max(1, whole.Count);

    private static string Extra(TeamAtAlert team) =>
        team.Extra > Credits.Zero ? $"Extra has {Count(team.Extra)} and is used now." : "Extra is empty: nothing can be spent.";

    private static string Reset(TeamAtAlert team) => team.ResetsAt is { } at ? $" They come back on {Day(at)}." : "";

    private static string Count(Credits credits) => credits.Count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
