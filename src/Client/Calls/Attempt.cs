namespace Purser.Client;

/// <summary>What came of sending a request once: an answer, or a reason to send it again.</summary>
internal readonly record struct Attempt<T>(T? Answer, Failure? Failure = null);

/// <summary>Why a request is to be sent again. What it asked for may have been done.</summary>
/// <param name="Why">In words.</param>
/// <param name="IsAway">Whether nobody answered, or nobody who could know; else there are too many requests.</param>
/// <param name="RetryAfter">The least time to wait; null = nothing was said.</param>
/// <param name="Cause">The exception, if it was one.</param>
internal sealed record Failure(string Why, bool IsAway, TimeSpan? RetryAfter = null, Exception? Cause = null);
