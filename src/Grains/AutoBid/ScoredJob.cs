using Purser.Jobs;

namespace Purser.AutoBid;

/// <summary>A job as it went, for trying other settings on it.</summary>
/// <param name="Day">The day it counted for.</param>
/// <param name="Score">What its match found; null: it failed, or is still under way.</param>
/// <param name="HasFailed">Whether its last step failed: matching where there is no score, submitting where there is one.</param>
/// <param name="MaybeSent">Whether a submission that failed may have arrived: it kept its place under the cap.</param>
/// <param name="Post">The job.</param>
internal sealed record ScoredJob(DateOnly Day, int? Score, bool HasFailed, bool MaybeSent, JobPost Post);
