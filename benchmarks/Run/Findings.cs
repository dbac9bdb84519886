using Purser.Benchmarks.Footprint;

namespace Purser.Benchmarks.Run;

/// <summary>The figures of a run, and what could not be measured: one that fails costs itself and none of the others.</summary>
internal sealed class Findings(Action<string> notify)
{
    private readonly List<Figure> _found = [];
    private readonly List<string> _failures = [];

    public IReadOnlyList<Figure> Found => _found;

    /// <summary>What failed and why, a line each.</summary>
    public IReadOnlyList<string> Failures => _failures;

    public async Task AddAsync(string what, Func<Task<IReadOnlyList<Figure>>> measure)
    {
        notify($"{what} …");
        try
        {
            _found.AddRange(await measure());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var line = $"{what}: not measured: {failure.Message}";
            notify($"! {line}");
            _failures.Add(line);
        }
    }
}
