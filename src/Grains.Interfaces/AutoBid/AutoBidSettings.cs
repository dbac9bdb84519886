namespace Purser.AutoBid;

/// <summary>How a member's Auto Bid shall work.</summary>
/// <param name="Enabled">Whether it runs at all.</param>
/// <param name="Query">Which jobs it looks at, in the language of <see cref="Jobs.SearchQuery"/>; empty: all.</param>
/// <param name="Threshold">The score from which on a job is bid on, 0 to 100.</param>
/// <param name="DailyCap">Most submissions of a day, 0 to <see cref="AutoBidLimits.DailyCap"/>.</param>
/// <param name="DailyCredits">
/// Most credits of a day, matching and submitting together; null = no ceiling. A job is begun only if both its credits are
/// within it, so that no match is paid for that could not be bid on.
/// </param>
[GenerateSerializer, Immutable, Alias("purser.AutoBidSettings")]
public sealed record AutoBidSettings(bool Enabled, string Query, int Threshold, int DailyCap, int? DailyCredits)
{
    /// <summary>What holds for a member who never set any: off.</summary>
    public static AutoBidSettings Default { get; } = new(Enabled: false, Query: "", Threshold: 70, DailyCap: 50, DailyCredits: null);
}

/// <summary>How a member's Auto Bid stands.</summary>
/// <param name="Settings">Their settings.</param>
/// <param name="Today">The day, in the team's time zone.</param>
[GenerateSerializer, Immutable, Alias("purser.AutoBidStanding")]
public sealed record AutoBidStanding(AutoBidSettings Settings, DateOnly Today);
