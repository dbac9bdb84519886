using System.Net;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;

namespace Purser.Benchmarks.Targets;

/// <summary>A server that speaks Purser's HTTP contract: Purser itself, or a peer.</summary>
internal sealed class HttpTarget(string name, Uri url, string bearer, CpuBook cpu) : ITarget
{
    // 5,000,000 credits per team: more than the fastest target debits in one window.
    private const int Seats = 10_000;
    private const int OpeningConnections = 32;

    private readonly IPEndPoint server = new(IPAddress.Loopback, url.Port);

    public string Name => name;

    public Uri Url => url;

    public Task OpenAsync(TeamNames teams) => OnItsOwnThreadAsync(() =>
    {
        var connections = Math.Min(OpeningConnections, teams.Count);
        using var load = new HttpLoad(server, HttpRequests.Openings(teams, Seats, bearer), teams, connections);
        var failures = load.OnePerTeam();
        return failures == 0
            ? failures
            : throw new InvalidOperationException($"{Name}: {failures} of {teams.Count} teams could not be opened.");
    });

    public Task<LoadResult> MeasureAsync(TeamNames teams, BenchCase load, TimeSpan warmUp, TimeSpan window) =>
        OnItsOwnThreadAsync(() =>
        {
            using var http = new HttpLoad(server, HttpRequests.Debits(teams, bearer), teams, load.Connections);
            return http.Measure(warmUp, window, cpu);
        });

    private static Task<T> OnItsOwnThreadAsync<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
