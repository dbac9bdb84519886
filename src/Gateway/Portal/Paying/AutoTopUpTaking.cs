using Purser.Gateway.Portal.Access;
using Purser.Gateway.Portal.Forms;
using Purser.Teams;

namespace Purser.Gateway.Portal.Paying;

/// <summary>Takes the form that sets automatic top-ups.</summary>
internal static class AutoTopUpTaking
{
    public const string Name = "autotopup-set";

    public static void Map(Action<string, Right, Func<Visit, Task<IResult>>> map, FormDesk desk) =>
        map("auto-top-up", Right.Pay, desk.Take(Name, Section.AutoTopUp, SetAsync));

    private static async Task SetAsync(Visit visit, SentForm form)
    {
        var terms = form["enabled"] == "true" ? TermsOf(visit, form) : null;
        if (form.IsRefused)
        {
            return;
        }

        switch (await visit.Cluster.AskAsync(grains => grains.Team(visit.TeamId).SetAutoTopUp(terms)))
        {
            case AutoTopUpOutcome.UnknownPack:
                form.Refuse("pack", visit.Texts["form.choice"]);
                break;
            case AutoTopUpOutcome.TeamIsClosed:
                form.Refuse(SentForm.Whole, visit.Texts["autotopup.why.closed"]);
                break;
            case AutoTopUpOutcome.NoSuchTeam:
                throw visit.IsGone();
        }
    }

    private static AutoTopUpTerms? TermsOf(Visit visit, SentForm form)
    {
        var (threshold, most) = (form.Number("threshold", 1, Limits.CreditsAtOnce), form.Number("mostPerCycle", 1, Limits.AutoTopUps));
        var pack = form["pack"];
        if (!IdRule.Holds(pack))
        {
            form.Refuse("pack", visit.Texts["form.choice"]);
        }

        return form.IsRefused ? null : new AutoTopUpTerms(new Credits(threshold!.Value), pack, (int)most!);
    }
}
