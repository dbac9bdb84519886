using System.Diagnostics;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Teams;

namespace Purser.Benchmarks.Targets;

/// <summary>Purser called as Auto Bid calls it: grain calls from an Orleans cluster client, no HTTP.</summary>
internal sealed class ClusterTarget(IClusterClient cluster, CpuBook cpu) : ITarget
{
    // A grain call in flight costs no connection, so the busiest case keeps twice as many.
    private const int BusyConnections = 256;
    private const int BusyInFlight = 512;

    // 5,000,000 credits per team.
    private const int Seats = 10_000;
    private const int OpeningsInFlight = 64;

    public const string FixedName = "purser-cluster";

    public string Name => FixedName;

    public static int InFlight(BenchCase load) =>
        load.Connections == BusyConnections ? BusyInFlight : load.Connections;

    public async Task OpenAsync(TeamNames teams)
    {
        var request = new OpenTeam(
            "Benchmark", "UTC", new TeamOwner(MemberId.Parse("m1"), "Mo"), new SubscriptionTerms("max", Seats, Anchor: null));
        await Parallel.ForAsync(
            0,
            teams.Count,
            new ParallelOptions { MaxDegreeOfParallelism = OpeningsInFlight },
            async (n, _) => await cluster.GetGrain<ITeamGrain>(teams[n]).Open(request));
    }

    public async Task<LoadResult> MeasureAsync(TeamNames teams, BenchCase load, TimeSpan warmUp, TimeSpan window)
    {
        var grains = Enumerable.Range(0, teams.Count).Select(n => cluster.GetGrain<ITeamGrain>(teams[n])).ToArray();
        var run = new Run(warmUp, warmUp + window);
        var callers = Enumerable.Range(0, InFlight(load)).Select(caller => run.CallAsync(grains, caller)).ToArray();
        var watch = run.WatchCpuAsync(cpu);
        await Task.WhenAll(callers);
        return run.Result(window, await watch);
    }

    /// <summary>One run's callers; each keeps one call in flight and a histogram of its own.</summary>
    private sealed class Run(TimeSpan from, TimeSpan to)
    {
        private readonly string id = Guid.NewGuid().ToString("N");
        private readonly long started = Stopwatch.GetTimestamp();
        private readonly Latencies latencies = new();
        private readonly Lock gate = new();
        private long failures;

        public async Task CallAsync(ITeamGrain[] grains, int caller)
        {
            var own = new Latencies();
            for (var call = 0; ; call++)
            {
                var team = grains[Random.Shared.Next(grains.Length)];
                var sent = Stopwatch.GetElapsedTime(started);
                if (sent >= to)
                {
                    break;
                }

                var acknowledged = await DebitAsync(team, $"{id}-{caller}-{call}");
                var now = Stopwatch.GetElapsedTime(started);
                if (now < from || now >= to)
                {
                    continue;
                }

                if (acknowledged)
                {
                    own.Record(now - sent);
                }
                else
                {
                    Interlocked.Increment(ref failures);
                }
            }

            lock (gate)
            {
                latencies.Add(own);
            }
        }

        public async Task<(TimeSpan Own, IReadOnlyDictionary<string, TimeSpan> Parts)> WatchCpuAsync(CpuBook cpu)
        {
            await Task.Delay(from - Stopwatch.GetElapsedTime(started), TimeProvider.System, CancellationToken.None);
            var (own, before) = (Environment.CpuUsage.TotalTime, cpu.Read());
            await Task.Delay(to - Stopwatch.GetElapsedTime(started), TimeProvider.System, CancellationToken.None);
            return (Environment.CpuUsage.TotalTime - own, CpuBook.Between(before, cpu.Read()));
        }

        public LoadResult Result(TimeSpan window, (TimeSpan Own, IReadOnlyDictionary<string, TimeSpan> Parts) cpu) =>
            new(latencies.Count, failures, window, latencies, cpu.Own, cpu.Parts);

        private static async Task<bool> DebitAsync(ITeamGrain team, string key)
        {
            try
            {
                var outcome = await team.Debit(new DebitRequest(key, MemberId.Parse("m1"), AiAction.CoverLetter, JobId.Parse("job-2041")));
                return outcome is DebitOutcome.Debited { Replayed: false };
            }
            catch (Exception failure) when (failure is TeamBusyException or LedgerUnavailableException or TimeoutException)
            {
                return false;
            }
        }
    }
}
