namespace Purser.AutoBid;

/// <summary>What a team's members have to do with Auto Bid; the grain's key is the team's id.</summary>
[Alias("purser.ITeamAutoBid")]
public interface ITeamAutoBid : IGrainWithStringKey
{
    /// <summary>Whether there is such a team.</summary>
    [Alias("Exists")]
    Task<bool> Exists();

    /// <summary>The ids of the members who have jobs of the last days, removed members included; none where there is no such team.</summary>
    /// <param name="days">1 to <see cref="AutoBidLimits.WhatIfDays"/>; a day more is looked through, for wherever the team is.</param>
    [Alias("GetBidders")]
    Task<MemberId[]> GetBidders(int days);

    /// <summary>The ids of the members who have Auto Bid switched on, in order, removed members included; none where there is no such team.</summary>
    [Alias("GetSwitchedOn")]
    Task<MemberId[]> GetSwitchedOn();
}
