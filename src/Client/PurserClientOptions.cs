using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Purser.Client;

/// <summary>How a client waits, and what it does while Purser is away.</summary>
public sealed class PurserClientOptions
{
    /// <summary>
    /// How long a call may take, all its attempts and the pauses between them included. Default 15 s: service is back within some
    /// four seconds after a server was lost, and who waits longer for a button has gone. More than 0, at most an hour.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long one attempt may take before its answer is taken for lost and the request is sent again, with the same key. Default
    /// 5 s: a debit takes milliseconds, and a connection that went silent is left soon. More than 0, at most an hour.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether concurrent debits of a team go together: while one call is under way, the next one gathers; a lone debit goes at once.
    /// Default false, since a debit then also waits for the one before it: it pays where many debits of few teams come from one process.
    /// </summary>
    public bool Gather { get; init; }

    /// <summary>What lets actions go ahead while Purser is away; null, the default: nothing does.</summary>
    public SpoolOptions? Spool { get; init; }

    /// <summary>The clock; the machine's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Hears of debits that went ahead unpaid, and what became of them; nobody by default.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <exception cref="ArgumentException">One is out of range.</exception>
    internal static void Check(PurserClientOptions options)
    {
        CheckTime(nameof(Patience), options.Patience);
        CheckTime(nameof(AttemptTimeout), options.AttemptTimeout);
        if (options.Spool is { MostUnpaid: < 1 or > SpoolOptions.MostEver } spool)
        {
            throw new ArgumentException($"MostUnpaid is {spool.MostUnpaid}; it must be between 1 and {SpoolOptions.MostEver}.", nameof(options));
        }

        static void CheckTime(string name, TimeSpan time)
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromHours(1))
            {
                throw new ArgumentException($"{name} is {time}; it must be more than 0 and at most an hour.", nameof(time));
            }
        }
    }
}

/// <summary>
/// What lets a bounded number of actions go ahead while Purser is away: their debits are on disk before they do, and charged under
/// their keys when it is back. What was refused, by Purser or as misuse, never goes ahead, and neither do held debits and batches.
/// </summary>
public sealed class SpoolOptions
{
    internal const int MostEver = 100_000;

    /// <summary>
    /// Where the debits are kept: a folder of this process alone, on a disk that outlives it. It is made where it is not there.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The most actions that have gone ahead and are neither charged nor told to <see cref="OnUncharged"/>, restarts included: what
    /// you can lose at the most. 1 to 100,000. Default 100.
    /// </summary>
    public int MostUnpaid { get; init; } = 100;

    /// <summary>
    /// Hears of each action that went ahead and was refused afterwards, one at a time. When it returns, that one is done with; when
    /// it throws, or the process ends first, it hears of it again: at least once, so the debit's key tells repetitions.
    /// </summary>
    public required Func<UnchargedDebit, CancellationToken, Task> OnUncharged { get; init; }
}

/// <summary>An action that went ahead while Purser was away, and will not be charged.</summary>
/// <param name="TeamId">Whose credit it would have been.</param>
/// <param name="Debit">Who spent it on what, and under which key.</param>
/// <param name="At">When it went ahead.</param>
/// <param name="Code">Why it was not charged: <c>credits_exhausted</c>, <c>team_not_found</c> and so on.</param>
/// <param name="Detail">A sentence for people, in English.</param>
public sealed record UnchargedDebit(string TeamId, Debit Debit, DateTimeOffset At, string Code, string Detail);
