using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;

namespace Purser.Benchmarks.Targets;

/// <summary>Something that debits credits.</summary>
internal interface ITarget
{
    string Name { get; }

    /// <summary>Opens teams with more credits than any run can spend.</summary>
    Task OpenAsync(TeamNames teams);

    Task<LoadResult> MeasureAsync(TeamNames teams, BenchCase load, TimeSpan warmUp, TimeSpan window);
}
