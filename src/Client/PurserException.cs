using System.Net;

namespace Purser.Client;

/// <summary>
/// Purser understood who asked and for what, and it makes no sense: a wrong key (401), a key that is not good for the call (403), an
/// id that is nobody's (404), a request that is not valid (400). Asking again does not help.
/// </summary>
public sealed class PurserException : Exception
{
    internal PurserException(HttpStatusCode status, Problem? problem)
        : base(problem is null
            ? $"The answer was {(int)status} without a word of Purser's; is this the address of a Purser?"
            : $"{problem.Title} {problem.Detail} ({(int)status})")
    {
        Status = status;
        Problem = problem;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>What Purser said; null where the answer was not Purser's, but some proxy's say.</summary>
    public Problem? Problem { get; }
}

/// <summary>
/// Purser gave no answer that settles it within the client's patience. What was asked for may have been done or not: ask again with the
/// same key, or the same <see cref="Debit"/>, and get the truth. The action must not go ahead.
/// </summary>
public sealed class PurserUnavailableException : Exception
{
    internal PurserUnavailableException(string? key, TimeSpan waited, Failure last)
        : base($"No answer that settles it in {waited.TotalSeconds:0.0} s: {last.Why}", last.Cause)
    {
        Key = key;
        IsAway = last.IsAway;
    }

    /// <summary>The debit's key; null where it was not about a single debit.</summary>
    public string? Key { get; }

    /// <summary>Whether Purser was away at last: there was no answer, or a 5xx. Else it was there, and asked to be asked later (429).</summary>
    public bool IsAway { get; }
}
