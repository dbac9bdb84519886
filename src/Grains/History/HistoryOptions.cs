namespace Purser.History;

/// <summary>How a silo reads the past.</summary>
public sealed class HistoryOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser:History";

    /// <summary>
    /// Memory for blocks of usage, in MiB. 64: some five million entries. What does not fit is read again, some 10 ms for each
    /// hundred thousand entries.
    /// </summary>
    public int CacheMegabytes { get; set; } = 64;

    internal long CacheBytes => CacheMegabytes * 1024L * 1024L;

    /// <summary>
    /// How long callers wait while a team's past is put into blocks, before they are told to try again; it goes on. 5 s: some
    /// million entries, and it is done once.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with it, each naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (CacheMegabytes is < 1 or > 65_536)
        {
            yield return $"{Section}:{nameof(CacheMegabytes)} is {CacheMegabytes}; it must be 1 to 65536.";
        }

        if (Patience < TimeSpan.FromMilliseconds(1) || Patience > TimeSpan.FromSeconds(25))
        {
            yield return $"{Section}:{nameof(Patience)} is {Patience}; it must be 00:00:00.001 to 00:00:25.";
        }
    }
}
