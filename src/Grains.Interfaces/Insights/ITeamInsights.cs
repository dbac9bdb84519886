using Purser.AutoBid;

namespace Purser.Insights;

/// <summary>
/// Why a team's credits went, and when they run dry; the grain's key is the team's id. It reads the team's durable entries, and never
/// stands in the way of its debits. Null is answered where there is no such team.
/// </summary>
[Alias("purser.ITeamInsights")]
public interface ITeamInsights : IGrainWithStringKey
{
    /// <summary>Why the credits of the last days went; what Auto Bid has to do with it says <see cref="IAutoBidInsights.Advise"/>.</summary>
    /// <param name="days">Today and the days before it, 1 to <see cref="AutoBidLimits.WhatIfDays"/>.</param>
    /// <param name="autoBidSaves">Credits that following Auto Bid's own advice would have saved in those days.</param>
    [Alias("GetInsights")]
    Task<TeamInsights?> GetInsights(int days, int autoBidSaves);

    /// <summary>When the credits run dry, and what helps, the cheapest first; saving is left out of that.</summary>
    [Alias("GetForecast")]
    Task<PricedForecast?> GetForecast();
}

/// <summary>A forecast, and what helps where credits will not last.</summary>
/// <param name="Forecast">When they run dry.</param>
/// <param name="Currency">What amounts are in: a lower-case ISO code.</param>
/// <param name="Options">The cheapest first; none where credits are likely to last.</param>
[GenerateSerializer, Immutable, Alias("purser.PricedForecast")]
public sealed record PricedForecast(TeamForecast Forecast, string Currency, RemedyOffer[] Options);
