using Purser.AutoBid;

namespace Purser;

/// <summary>Grains by whom they are for: of a team, whose id is their key, or of a member.</summary>
public static class GrainsById
{
    /// <summary>The team that a grain is for.</summary>
    /// <exception cref="ArgumentException">The grain's key is no team's id.</exception>
    public static TeamId GetTeamId(this Grain grain) => TeamId.TryParse(grain.GetPrimaryKeyString(), out var team)
        ? team
        : throw new ArgumentException($"The key of a team's grain is '{grain.GetPrimaryKeyString()}'; it must be {IdRule.Words}.", nameof(grain));

    /// <summary>The team's grain of a kind.</summary>
    public static TGrain GetGrain<TGrain>(this IGrainFactory grains, TeamId team)
        where TGrain : IGrainWithStringKey => grains.GetGrain<TGrain>(team.Value);

    /// <summary>The member's grain of a kind.</summary>
    public static TGrain GetGrain<TGrain>(this IGrainFactory grains, AutoBidKey member)
        where TGrain : IGrainWithStringKey => grains.GetGrain<TGrain>(member.ToString());
}
