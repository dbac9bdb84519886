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

    private readonly HttpRequests _requests;
    private readonly TeamNames _teams;
    private readonly Connection[] _connections;
    private readonly Epoll _epoll;
    private long _sent;
    private int _underWay;

    public HttpLoad(IPEndPoint server, HttpRequests requests, TeamNames teams, int connections)
    {
        _requests = requests;
        _teams = teams;
        _epoll = new Epoll(connections);
        _connections = new Connection[connections];
        for (var n = 0; n < connections; n++)
        {
            _connections[n] = new Connection(server);
            _epoll.Watch(_connections[n].Descriptor, n);
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
        while (_underWay > 0)
        {
            Run(TimeSpan.Zero, tally, NextInOrder);
        }

        return tally.Failures + _teams.Count - Math.Min(_sent, _teams.Count);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _epoll.Dispose();
    }

    private int? NextRandom() => Random.Shared.Next(_teams.Count);

    private int? NextInOrder() => _sent < _teams.Count ? (int)_sent : null;

    private static int? Nothing() => null;

    private void Start(Func<int?> next)
    {
        foreach (var connection in _connections)
        {
            SendNext(connection, next);
        }
    }

    private void Drain()
    {
        var started = Stopwatch.GetTimestamp();
        var ignored = new Tally();
        while (_underWay > 0 && Stopwatch.GetElapsedTime(started) < Patience)
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
            var ready = _epoll.Wait(milliseconds: 100);
            for (var n = 0; n < ready; n++)
            {
                Receive(_connections[_epoll.Tag(n)], tally, next);
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
                _underWay--;
                _epoll.Forget(connection.Descriptor);
                return;
        }

        _underWay--;
        SendNext(connection, next);
    }

    private void SendNext(Connection connection, Func<int?> next)
    {
        if (next() is { } team)
        {
            connection.Send(_requests.Next(_sent, team));
            _sent++;
            _underWay++;
        }
    }

    private sealed class Tally
    {
        public Latencies Latencies { get; } = new();

        public long Failures { get; set; }
    }
}
