using Purser.Alerts;
using Purser.Gateway.Portal.Alerts;
using Purser.Teams;

namespace Purser.Gateway.Portal.Cards;

/// <summary>Why credits cannot be spent, or soon cannot, in words, and the one thing that helps.</summary>
/// <param name="Tone"><c>stop</c> where nothing can be spent, <c>warn</c> where something is wrong, <c>note</c> else.</param>
/// <param name="Title">Why.</param>
/// <param name="Text">What it means.</param>
/// <param name="Help">What helps.</param>
public sealed record Banner(string Tone, string Title, string Text, BannerHelp Help)
{
    private const string Stop = "stop";
    private const string Warn = "warn";
    private const string Note = "note";

    /// <summary>The first of: past due, canceled, trial ended, budget reached, credits gone; null where all is well.</summary>
    internal static Banner? Of(Visit visit, CreditsForMember found)
    {
        var (credits, own, texts) = (found.Credits, found.Member, visit.Texts);
        return credits.Status switch
        {
            TeamStatus.PastDue => Say(
                own.BlockedBy is null ? Warn : Stop, "pastdue", credits.Extra > Credits.Zero ? "extra" : "none", BannerHelp.Pay, credits.Remaining, credits.Extra),
            TeamStatus.Canceled => Say(Stop, "canceled", credits.Extra > Credits.Zero ? "extra" : "none", BannerHelp.Subscribe, credits.Extra),
            TeamStatus.TrialEnded => Say(Stop, "trialended", credits.Extra > Credits.Zero ? "extra" : "none", BannerHelp.Subscribe, credits.Extra),
            _ when own.BlockedBy == RefusalReason.MemberBudgetReached => Say(
                Stop, "budget", credits.ResetsAt is null ? "never" : "resets", BannerHelp.Budgets, own.Used, own.Budget ?? own.Used, credits.Spendable),
            _ when own.BlockedBy == RefusalReason.CreditsExhausted => Say(
                Stop, "exhausted", credits.Trial is not null ? "trial" : credits.ResetsAt is null ? "never" : "resets",
                credits.Trial is not null ? BannerHelp.Subscribe : BannerHelp.TopUp, credits.Total),
            _ when credits.SeatsOver > 0 => new Banner(
                Note, texts.Count("banner.seats.title", credits.SeatsOver), texts["banner.seats.text"], BannerHelp.Members),
            _ => null,
        };

        Banner Say(string tone, string key, string text, BannerHelp help, params ReadOnlySpan<Credits> numbers)
        {
            var values = new List<object?>();
            foreach (var number in numbers)
            {
                values.Add(texts.Number(number));
            }

            values.Add(credits.ResetsAt is { } resets ? texts.DayAndTime(resets, visit.Zone) : "");
            return new Banner(tone, texts[$"banner.{key}.title"], texts.Format($"banner.{key}.{text}", [.. values]), help);
        }
    }

    /// <summary>The last that the team was told in this cycle of what is to come; null where it was told nothing of it.</summary>
    internal static Banner? Told(Visit visit, TeamCredits credits, RaisedAlert[] alerts) =>
        Array.Find(alerts, alert => alert.At >= credits.Cycle.Start && IsAhead(alert.Kind)) is { } alert
            ? new Banner(
                Note,
                AlertText.Say(alert, [], visit.Texts, visit.Zone),
                visit.Texts.Format("banner.told", visit.Texts.DayAndTime(alert.At, visit.Zone)),
                alert.Kind == AlertKind.TrialEnding ? BannerHelp.Subscribe : BannerHelp.TopUp)
            : null;

    private static bool IsAhead(AlertKind kind) =>
        kind is AlertKind.PoolUsed or AlertKind.SpendableUsed or AlertKind.ExtraLow or AlertKind.RunningDry or AlertKind.TrialEnding or AlertKind.AutoTopUpFailed;
}

/// <summary>What helps.</summary>
public enum BannerHelp
{
    /// <summary>A pack of extra credits.</summary>
    TopUp,

    /// <summary>Paying the overdue invoice.</summary>
    Pay,

    /// <summary>A subscription.</summary>
    Subscribe,

    /// <summary>A higher budget.</summary>
    Budgets,

    /// <summary>Fewer members, or more seats.</summary>
    Members,
}
