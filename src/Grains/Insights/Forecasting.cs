using Purser.Teams;

namespace Purser.Insights;

/// <summary>When a team's credits run dry: the outlook of its use against what is left.</summary>
internal static class Forecasting
{
    private const double DaysOfAMonth = 365.25 / 12;

    /// <param name="team">The credits as they are.</param>
    /// <param name="use">What was used lately, until now.</param>
    public static TeamForecast Decide(TeamCredits team, TeamUse use)
    {
        var (pool, extra) = Spendable(team);
        var horizon = team.Cycle.End is { } end && end > use.Now ? end : use.Now.AddDays(Outlook.MostDays);
        var nothing = new TeamForecast(
            use.Now, use.Zone.Id, horizon, Resets: team.ResetsAt is { } reset && reset == horizon, pool + extra, pool, Basis: null, Use: null, PoolDry: null, Dry: null);
        if (UsePattern.Of(use) is not { } pattern || team.Status is TeamStatus.Canceled or TeamStatus.TrialEnded)
        {
            return nothing;
        }

        var outlook = new Outlook(pattern, use, horizon);
        return nothing with
        {
            Until = outlook.Horizon,
            Resets = nothing.Resets && outlook.Horizon == horizon,
            Basis = new ForecastBasis(
                pattern.From, Math.Round(pattern.Days, 1),
                [.. Enumerable.Range(1, 7).Select(day => Math.Round(pattern.On((DayOfWeek)(day % 7)), 1))]),
            Use = new UseForecast(Whole(outlook.Use.Low), Whole(outlook.Use.Likely), Whole(outlook.Use.High)),
            PoolDry = Dry(outlook.DryAt(pool)),
            Dry = Dry(outlook.DryAt(pool + extra)),
        };
    }

    /// <summary>Credits a month at the present rate; 0 without a basis.</summary>
    public static double PerMonth(TeamForecast forecast) => (forecast.Basis?.PerWeekday.Average() ?? 0) * DaysOfAMonth;

    private static (Credits Pool, Credits Extra) Spendable(TeamCredits team) => team.Status switch
    {
        TeamStatus.Active or TeamStatus.Trialing => (team.Remaining, team.Extra),
        // Frozen.
        TeamStatus.PastDue => (Credits.Zero, team.Extra),
        _ => (Credits.Zero, Credits.Zero),
    };

    private static Credits Whole(double credits) => new((long)Math.Round(credits));

    private static DryForecast Dry(DryRange range) => new(range.Earliest, range.Likely, range.Latest, Math.Round(range.Chance, 3));
}
