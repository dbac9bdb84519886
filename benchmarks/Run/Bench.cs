using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Run;

/// <summary>
/// Runs every case against every target, one after the other within the case, and all of it again for each round, so
/// that whatever else the machine does hits everyone alike.
/// </summary>
internal sealed class Bench(BenchOptions options, Stage stage, Findings findings, Action<string> notify)
{
    private static readonly TeamNames Many = new("many", BenchCase.ManyTeams);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await OpenManyAsync();
        await WarmUpAsync();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var load in options.Cases)
            {
                foreach (var target in stage.Targets)
                {
                    cancellation.ThrowIfCancellationRequested();
                    await findings.AddWindowAsync(
                        $"round {round}/{options.Rounds}", load, target.Name, () => MeasureAsync(target, load, round, options.Window));
                }
            }
        }
    }

    private async Task OpenManyAsync()
    {
        if (options.Cases.Any(load => !load.IsHot))
        {
            foreach (var target in stage.Targets)
            {
                await findings.TryAsync($"teams of {target.Name}", () => target.OpenAsync(PrefixedFor(target, Many)));
            }
        }
    }

    // The runtime compiles what is hot again and again, in the background, for some twenty seconds under load; until it
    // is done, compiling is a third of what a target's processes do.
    private async Task WarmUpAsync()
    {
        BenchCase[] busiest = [.. options.Cases.GroupBy(load => load.IsHot).Select(kind => kind.MaxBy(load => load.Connections)!)];
        foreach (var target in stage.Targets)
        {
            notify($"warming up {target.Name} …");
            foreach (var load in busiest)
            {
                await findings.TryAsync(
                    $"warming up {target.Name}", () => MeasureAsync(target, load, round: 0, options.Compiling / busiest.Length));
            }
        }
    }

    private async Task<LoadResult> MeasureAsync(ITarget target, BenchCase load, int round, TimeSpan window)
    {
        var teams = PrefixedFor(target, Many);
        if (load.IsHot)
        {
            // A team of its own for each window: nobody gains or loses by how the case before went.
            teams = PrefixedFor(target, new TeamNames($"hot-{round}-{load.Connections}", 1));
            await target.OpenAsync(teams);
        }

        return await target.MeasureAsync(teams, load, options.WarmUp, window);
    }

    // Purser over HTTP and from a cluster client share a database, and must not share teams.
    private static TeamNames PrefixedFor(ITarget target, TeamNames teams) =>
        teams with { Prefix = $"{target.Name}-{teams.Prefix}" };
}
