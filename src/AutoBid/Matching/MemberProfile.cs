namespace Purser.AutoBid.Worker.Matching;

/// <summary>What a member offers: what a matcher measures jobs by.</summary>
/// <param name="Skills">What they are good at, as jobs name it, with how much it counts (1 where nothing is said).</param>
/// <param name="Keywords">Other words that speak for a job (or, below zero, against it), each a <see cref="Jobs.Phrase"/>.</param>
/// <param name="About">A few sentences, for a matcher that reads; may be empty.</param>
internal sealed record MemberProfile(
    IReadOnlyDictionary<string, double> Skills, IReadOnlyDictionary<string, double> Keywords, string About);
