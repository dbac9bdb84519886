namespace Purser.AutoBid;

/// <summary>
/// Where the credits of one member's Auto Bid went, and where they would have gone; the grain's key is
/// their <see cref="AutoBidKey"/>. It reads what <see cref="IAutoBidGrain"/> has made durable. Null is answered where the team has no
/// such member, active or removed.
/// </summary>
[Alias("purser.IAutoBidInsights")]
public interface IAutoBidInsights : IGrainWithStringKey
{
    /// <summary>What became of jobs, by day.</summary>
    /// <param name="from">The first day, in the team's time zone; null: six days before the last.</param>
    /// <param name="to">The last day, at most <see cref="AutoBidLimits.FunnelDays"/> days in all; null: today.</param>
    [Alias("GetFunnel")]
    Task<Funnel?> GetFunnel(DateOnly? from, DateOnly? to);

    /// <summary>What other settings would have cost in the last days, from the scores already paid for.</summary>
    [Alias("WhatIf")]
    Task<WhatIfAnswer?> WhatIf(WhatIfQuestion question);

    /// <summary>Where the member's Auto Bid credits of the last days went, and what would have spared some.</summary>
    /// <param name="days">Today and the days before it, 1 to <see cref="AutoBidLimits.WhatIfDays"/>.</param>
    [Alias("Advise")]
    Task<AutoBidAdvice?> Advise(int days);
}
