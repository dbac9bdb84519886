using Purser.Alerts;
using Purser.Gateway.Portal.Texts;
using Purser.Teams;

namespace Purser.Gateway.Portal.Alerts;

/// <summary>Of what the team is told, where that goes, and what it was told last.</summary>
internal static class AlertsSection
{
    public static async Task<SectionContent> LoadAsync(Visit visit)
    {
        var asking = visit.AlertsAsync();
        var listening = visit.Cluster.AskAsync(grains => grains.AlertLog().Listeners(visit.TeamId));
        var terms = await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).GetAlerts()) ?? throw visit.IsGone();
        return new SectionContent(typeof(AlertsView), new AlertsModel(terms, await listening, await asking, (await visit.TeamAsync()).Members));
    }
}

/// <summary>A team's alerts.</summary>
/// <param name="Terms">Of what it is told.</param>
/// <param name="Listeners">Where that goes.</param>
/// <param name="Last">What it was told last, the newest first.</param>
/// <param name="Members">Who they may be about.</param>
public sealed record AlertsModel(AlertTerms Terms, AlertEndpoint[] Listeners, RaisedAlert[] Last, MemberStanding[] Members)
{
    /// <summary>The bases of thresholds, in the order of the form.</summary>
    public static readonly AlertBasis[] Bases = Enum.GetValues<AlertBasis>();

    /// <summary>What happens and can be told or not, in the order of the form.</summary>
    public static readonly AlertKind[] Happenings = [.. Enum.GetValues<AlertKind>().Where(AlertKinds.MayBeMuted)];

    /// <summary>The thresholds of a basis as they are typed.</summary>
    public string Percents(AlertBasis basis) =>
        string.Join(", ", Terms.Thresholds.Where(threshold => threshold.Basis == basis).Select(static threshold => threshold.Percent).Order());
}

/// <summary>Alerts in the reader's language.</summary>
internal static class AlertText
{
    public static string Say(RaisedAlert alert, MemberStanding[] members, PageTexts texts, TimeZoneInfo zone)
    {
        var facts = alert.Facts;
        var key = $"alert.{Word(alert.Kind)}";
        return alert.Kind switch
        {
            AlertKind.MemberBudgetUsed => texts.Format(key, facts.Percent, Name(facts.MemberId, members, texts)),
            AlertKind.ExtraLow => texts.Format(key, texts.Number(facts.Below!.Value)),
            AlertKind.RunningDry => texts.Format(key, texts.Day(facts.DryFrom!.Value, zone)),
            AlertKind.TrialEnding => texts.Count(key, facts.Days!.Value),
            AlertKind.Reset => texts.Format(key, texts.Number(facts.Added!.Value)),
            AlertKind.TopUpCredited => texts.Count(key, facts.Added!.Value.Count),
            AlertKind.AutoTopUpFailed or AlertKind.AutoTopUpStopped => texts.Format(key, Paying.AutoTopUpWords.Why(facts.Reason!, texts)),
            _ => texts.Format(key, facts.Percent),
        };
    }

    /// <summary>The part of a key that an alert or a basis has.</summary>
    public static string Word<TWord>(TWord word)
        where TWord : struct, Enum => Answers.Codes.Of(word).Value.Replace("_", "", StringComparison.Ordinal);

    private static string Name(MemberId? memberId, MemberStanding[] members, PageTexts texts) =>
        Array.Find(members, member => member.MemberId == memberId)?.Name is { Length: > 0 } name ? name : texts["where.former"];
}
