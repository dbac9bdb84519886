namespace Purser.AutoBid;

/// <summary>A job as it went, for trying other settings on it.</summary>
/// <param name="Day">The day its match was granted on.</param>
/// <param name="Score">What its match found; null: it failed, or is still under way.</param>
/// <param name="HasFailed">Whether its last step failed: matching where there is no score, submitting where there is one.</param>
/// <param name="MaybeSent">Whether a submission that failed may have arrived: it kept its place under the cap.</param>
internal readonly record struct ScoredJob(DateOnly Day, int? Score, bool HasFailed, bool MaybeSent)
{
    /// <summary>Most that are looked at: the newest. 100,000: well under a second and some ten megabytes.</summary>
    public const int Most = 100_000;
}
