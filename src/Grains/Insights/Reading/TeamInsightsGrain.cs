using Orleans.Concurrency;
using Purser.Accounts;
using Purser.AutoBid;
using Purser.History;
using Purser.Teams;

namespace Purser.Insights.Reading;

/// <summary>Reads where a team's credits went and works out why, beside the team's own grain.</summary>
[StatelessWorker, Reentrant]
internal sealed class TeamInsightsGrain(InsightReader reader, InsightTurns turn, Catalog catalog, TimeProvider clock) : Grain, ITeamInsights
{
    /// <inheritdoc />
    public async Task<TeamInsights?> GetInsights(int days, int autoBidSaves)
    {
        AutoBidArguments.Days(days);
        ArgumentOutOfRangeException.ThrowIfNegative(autoBidSaves);
        return await StatementAsync() is { } team
            ? await turn.TakeAsync(() => InsightsAsync(team, days, autoBidSaves))
            : null;
    }

    /// <inheritdoc />
    public async Task<PricedForecast?> GetForecast()
    {
        if (await StatementAsync() is not { } team)
        {
            return null;
        }

        var forecast = await turn.TakeAsync(() => ForecastAsync(team));
        return new PricedForecast(forecast, catalog.Currency, Remedies.Decide(team.Credits, forecast, Active(team), Credits.Zero, catalog));
    }

    private async Task<TeamInsights> InsightsAsync(TeamStatement team, int days, int autoBidSaves)
    {
        var (id, now) = (team.Credits.TeamId, clock.GetUtcNow());
        var view = await reader.ViewAsync(id);
        var from = InsightReader.Since(view, StartOfDay(now, ZoneOf(team), days));
        var use = await UseAsync(team, view, now, from);
        var credits = use.Since(from);
        using var spent = await reader.SpentAsync(id, view, from);
        var assistant = Causes.JobAssistant(spent.Facts, credits, now, spent.Members);
        var rerolls = Causes.Regenerations(spent.Facts, credits, spent.Members, spent.JobOf);
        var forecast = Forecasting.Decide(team.Credits, use);
        var saves = (assistant?.LedNowhere ?? 0) + (rerolls?.Credits ?? 0) + autoBidSaves;
        return new TeamInsights(
            days, from, now, new Credits(credits), assistant, rerolls, Causes.MemberAhead(team),
            Causes.RunsDry(forecast)
                ? new RunningDryInsight(forecast, catalog.Currency, Remedies.Decide(
                    team.Credits, forecast, Active(team), Causes.Ahead(saves, from, forecast), catalog))
                : null);
    }

    private async Task<TeamForecast> ForecastAsync(TeamStatement team)
    {
        var now = clock.GetUtcNow();
        return Forecasting.Decide(team.Credits, await UseAsync(team, await reader.ViewAsync(team.Credits.TeamId), now, now));
    }

    /// <summary>What was used in the days that a forecast looks at, and since an instant if that is earlier.</summary>
    private async Task<TeamUse> UseAsync(TeamStatement team, UsageView view, DateTimeOffset now, DateTimeOffset since)
    {
        var lately = now.AddDays(-TeamUse.Days);
        return new TeamUse(await reader.QuartersAsync(team.Credits.TeamId, view, since < lately ? since : lately), now, ZoneOf(team));
    }

    private async Task<TeamStatement?> StatementAsync() => await GrainFactory.GetGrain<ITeamGrain>(this.GetTeamId()).GetStatement();

    private static TimeZoneInfo ZoneOf(TeamStatement team) => TimeZoneInfo.FindSystemTimeZoneById(team.TimeZone);

    private static int Active(TeamStatement team) => team.Members.Count(member => member.Status == MemberStatus.Active);

    /// <summary>When the first of some days begins, of which today is the last.</summary>
    private static DateTimeOffset StartOfDay(DateTimeOffset now, TimeZoneInfo zone, int days)
    {
        var day = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1 - days);
        while (zone.IsInvalidTime(day))
        {
            // Where clocks go forward at midnight the day begins later.
            day = day.AddMinutes(QuarterOfUse.Minutes);
        }

        return new DateTimeOffset(day, zone.GetUtcOffset(day)).ToUniversalTime();
    }
}
