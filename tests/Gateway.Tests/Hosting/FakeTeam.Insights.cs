using Purser.Insights;

namespace Purser.Gateway.Tests;

/// <summary>Its insights: whatever the test says.</summary>
internal sealed partial class FakeTeam : ITeamInsights
{
    public TeamInsights? Insights { get; set; }

    public PricedForecast? Forecast { get; set; }

    /// <summary>What Auto Bid's own advice was said to have saved, when that was asked last.</summary>
    public int AutoBidSaves { get; private set; }

    public Task<TeamInsights?> GetInsights(int days, int autoBidSaves) => CallAsync(() =>
    {
        AutoBidSaves = autoBidSaves;
        return opened is null ? null : Insights ?? new TeamInsights(days, Start, Start.AddDays(days), Credits.Zero, null, null, null, null);
    });

    /// <summary>Thrown where a forecast is asked for, when set.</summary>
    public Exception? ForecastFailure { get; set; }

    public Task<PricedForecast?> GetForecast() => CallAsync(() => ForecastFailure is not null ? throw ForecastFailure : opened is null ? null : Forecast ?? new PricedForecast(
        new TeamForecast(Start, "UTC", Start.AddDays(31), Resets: true, new Credits(remaining), new Credits(remaining), null, null, null, null), "usd", []));
}
