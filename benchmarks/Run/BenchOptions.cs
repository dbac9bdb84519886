using Purser.Benchmarks.AutoBid;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.History;
using Purser.Benchmarks.Integrating;
using Purser.Benchmarks.Pages;
using Purser.Benchmarks.Resets;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Run;

/// <summary>What to run, and for how long.</summary>
internal sealed record BenchOptions
{
    /// <summary>The length of one measured window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Load before each window that is not measured.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Load on each target before anything is measured, until the runtime has compiled what is hot.</summary>
    public required TimeSpan Compiling { get; init; }

    /// <summary>How often each case is measured; the median counts.</summary>
    public required int Rounds { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public required IReadOnlyList<BenchCase> Cases { get; init; }

    /// <summary>How much to measure activation, memory and disk with; null leaves them out.</summary>
    public required FootprintSize? Footprint { get; init; }

    /// <summary>How long to measure the granting of jobs; null leaves it out.</summary>
    public required GrantSize? Granting { get; init; }

    /// <summary>How many resets to measure; null leaves them out.</summary>
    public required ResetsSize? Resets { get; init; }

    /// <summary>How long a past to measure reads with; null leaves them out.</summary>
    public required HistorySize? History { get; init; }

    /// <summary>How many pages to measure; null leaves them out.</summary>
    public required PagesSize? Pages { get; init; }

    /// <summary>How long the .NET client is measured; null leaves it out.</summary>
    public required ClientSize? Client { get; init; }

    /// <summary>With how many active teams a silo's shutdown is measured; null leaves it out.</summary>
    public required int? Shutdown { get; init; }

    /// <summary>Whether anything is measured on Purser in one process.</summary>
    public bool NeedsPurser => Footprint is not null || Granting is not null || Resets is not null || Shutdown is not null || History is not null || Pages is not null || Client is not null
        || Targets.Any(name => name is PurserCluster.HttpName or ClusterTarget.FixedName);

    /// <summary>Everything's files while it runs; it must lie on a real disk, or flushing costs nothing.</summary>
    public required string Folder { get; init; }

    /// <summary>Results as JSON (<c>.json</c>) or Markdown; null prints only.</summary>
    public string? Out { get; init; }
}

/// <summary>One line of load: how many teams, how many connections.</summary>
internal sealed record BenchCase(int Teams, int Connections)
{
    public const int ManyTeams = 10_000;

    public bool IsHot => Teams == 1;

    public string Title => IsHot ? "one hot team" : $"{Teams:N0} teams";
}
