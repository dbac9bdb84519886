using Purser.Jobs;

namespace Purser.AutoBid.Worker.Matching;

/// <summary>Says how well a job fits a member.</summary>
internal interface IJobMatcher
{
    /// <exception cref="MatchFailedException">It cannot say; the job fails and its credit goes back.</exception>
    Task<JobMatch> MatchAsync(JobPost job, MemberProfile profile, CancellationToken cancellation);
}

/// <summary>How well a job fits.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Because">What the score rests on, for people, e.g. the terms that counted.</param>
internal readonly record struct JobMatch(int Score, string Because);

/// <summary>A job could not be evaluated.</summary>
internal sealed class MatchFailedException(string message, Exception? cause = null) : Exception(message, cause);
