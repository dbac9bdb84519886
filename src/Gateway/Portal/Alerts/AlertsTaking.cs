using System.Globalization;
using Purser.Alerts;
using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Forms;

namespace Purser.Gateway.Portal.Alerts;

/// <summary>Takes the form that sets of what a team is told, and the one that tries it out.</summary>
internal static class AlertsTaking
{
    public const string Name = "alerts-set";

    public const string Test = "alerts-test";

    public static void Map(Action<string, Right, Func<Visit, Task<IResult>>> map, FormDesk desk)
    {
        map("alerts", Right.SetAlerts, desk.Take(Name, Section.Alerts, SetAsync));
        map("alerts/test", Right.SetAlerts, desk.Take(Test, Section.Alerts, static (visit, _) =>
            visit.Cluster.AskAsync(grains => grains.AlertLog().Test(visit.TeamId), isRepeatable: false)));
    }

    private static async Task SetAsync(Visit visit, SentForm form)
    {
        AlertThreshold[] thresholds = [.. AlertsModel.Bases.SelectMany(basis => Percents(form, basis, visit))];
        var below = form["extraBelow"].Trim() is "" ? null : form.Number("extraBelow", 1, Limits.CreditsAtOnce);
        if (thresholds.Length > AlertTerms.MostThresholds)
        {
            form.Refuse(AlertText.Word(thresholds[^1].Basis), visit.Texts.Format("alerts.toomany", AlertTerms.MostThresholds));
        }

        if (form.IsRefused)
        {
            return;
        }

        var terms = new AlertTerms(
            thresholds,
            below is { } credits ? new Credits(credits) : null,
            [.. AlertsModel.Happenings.Where(kind => form[AlertText.Word(kind)] != "true")]);
        _ = await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).SetAlerts(terms)) ?? throw visit.IsGone();
    }

    /// <summary>Percents as people type them: <c>80, 100</c>, each with its sign or without.</summary>
    private static IEnumerable<AlertThreshold> Percents(SentForm form, AlertBasis basis, Visit visit)
    {
        var field = AlertText.Word(basis);
        foreach (var typed in form[field].Split([',', ';', ' ', '%'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal))
        {
            if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 1 and <= 100)
            {
                yield return new AlertThreshold(basis, percent);
            }
            else
            {
                form.Refuse(field, visit.Texts["alerts.percents"]);
            }
        }
    }
}
