using System.Diagnostics;
using System.Net;
using Purser.Benchmarks.Run;

namespace Purser.Benchmarks.Load;

/// <summary>
/// A closed loop over keep-alive connections, one request under way on each, all on the calling thread. The same
/// loop loads every HTTP target.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private const int Created = 201;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpRequests requests;
    private readonly TeamNames teams;
    private readonly Connection[] connections;
    private readonly Epoll epoll;
    private long sent;
    private int underWay;

    public HttpLoad(IPEndPoint server, HttpRequests requests, TeamNames teams, int connections)
    {
        this.requests = requests;
        this.teams = teams;
        epoll = new Epoll(connections);
        this.connections = new Connection[connections];
        for (var n = 0; n < connections; n++)
        {
            this.connections[n] = new Connection(server);
            epoll.Watch(this.connections[n].Descriptor, n);
        }
    }

    /// <summary>Sends debits to random teams for the warm-up and the window, and measures the window.</summary>
    public LoadResult Measure(TimeSpan warmUp, TimeSpan window, CpuBook cpu)
    {
        Start(NextRandom);
        Run(warmUp, new Tally(), NextRandom);
        var tally = new Tally();
        var own = Environment.CpuUsage.TotalTime;
        var before = cpu.Read();
        var measured = Run(window, tally, NextRandom);
        own = Environment.CpuUsage.TotalTime - own;
        var spent = CpuBook.Between(before, cpu.Read());
        Drain();
        return new LoadResult(tally.Latencies.Count, tally.Failures, measured, tally.Latencies, own, spent);
    }

    /// <summary>Sends one request per team, in order; answers how many were not created.</summary>
    public long OnePerTeam()
    {
        var tally = new Tally();
        Start(NextInOrder);
        while (underWay > 0)
        {
            Run(TimeSpan.Zero, tally, NextInOrder);
        }

        return tally.Failures + teams.Count - Math.Min(sent, teams.Count);
    }

    public void Dispose()
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        epoll.Dispose();
    }

    private int? NextRandom() => Random.Shared.Next(teams.Count);

    private int? NextInOrder() => sent < teams.Count ? (int)sent : null;

    private static int? Nothing() => null;

    private void Start(Func<int?> next)
    {
        foreach (var connection in connections)
        {
            SendNext(connection, next);
        }
    }

    private void Drain()
    {
        var started = Stopwatch.GetTimestamp();
        var ignored = new Tally();
        while (underWay > 0 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            Run(TimeSpan.Zero, ignored, Nothing);
        }
    }

    private TimeSpan Run(TimeSpan duration, Tally tally, Func<int?> next)
    {
        var started = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            var ready = epoll.Wait(milliseconds: 100);
            for (var n = 0; n < ready; n++)
            {
                Receive(connections[epoll.Tag(n)], tally, next);
            }

            elapsed = Stopwatch.GetElapsedTime(started);
        }
        while (elapsed < duration);

        return elapsed;
    }

    private void Receive(Connection connection, Tally tally, Func<int?> next)
    {
        switch (connection.Receive(out var status))
        {
            case Receipt.Partial:
                return;
            case Receipt.Complete when status == Created:
                tally.Latencies.Record(Stopwatch.GetElapsedTime(connection.SentAt));
                break;
            case Receipt.Complete:
                tally.Failures++;
                break;
            default:
                tally.Failures++;
                underWay--;
                epoll.Forget(connection.Descriptor);
                return;
        }

        underWay--;
        SendNext(connection, next);
    }

    private void SendNext(Connection connection, Func<int?> next)
    {
        if (next() is { } team)
        {
            connection.Send(requests.Next(sent, team));
            sent++;
            underWay++;
        }
    }

    private sealed class Tally
    {
        public Latencies Latencies { get; } = new();

        public long Failures { get; set; }
    }
}
