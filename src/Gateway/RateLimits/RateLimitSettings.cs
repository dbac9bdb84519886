namespace Purser.Gateway.RateLimits;

/// <summary>How often callers may ask. Each gateway counts for itself; operators' keys are not counted.</summary>
internal sealed class RateLimitSettings
{
    public const string Section = "Purser:RateLimits";

    /// <summary>Of one key, all its calls together. Without it there is no such limit, as by default.</summary>
    public RateLimit? Key { get; set; }

    /// <summary>Of one team, all keys together. Without it there is no such limit, as by default.</summary>
    public RateLimit? Team { get; set; }

    /// <summary>
    /// Of one team, reads of much: audits, summaries, insights, forecasts, what-if and files. Default 10 a second, 50 at once: more than people look, and
    /// little enough that debits do not notice.
    /// </summary>
    public RateLimit? HeavyReads { get; set; } = new() { PerSecond = 10, AtOnce = 50 };

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() => [.. Errors(nameof(Key), Key), .. Errors(nameof(Team), Team), .. Errors(nameof(HeavyReads), HeavyReads)];

    private static IEnumerable<string> Errors(string name, RateLimit? limit)
    {
        if (limit is { PerSecond: not (>= 0.01 and <= 1_000_000) })
        {
            yield return FormattableString.Invariant($"{Section}:{name}:PerSecond is {limit.PerSecond}; it must be between 0.01 and 1000000.");
        }

        if (limit is { AtOnce: < 1 or > 1_000_000 })
        {
            yield return FormattableString.Invariant($"{Section}:{name}:AtOnce is {limit.AtOnce}; it must be between 1 and 1000000.");
        }
    }
}

/// <summary>A bucket of calls that fills up again as time passes.</summary>
internal sealed class RateLimit
{
    /// <summary>How many come back each second.</summary>
    public double PerSecond { get; set; }

    /// <summary>How many there are at most, for those who did not ask for a while.</summary>
    public int AtOnce { get; set; }
}
