using System.Net;
using Purser.Benchmarks.Load;

var teams = new TeamNames(args[1], int.Parse(args[2]));
var server = IPEndPoint.Parse(args[0]);
using (var open = new HttpLoad(server, HttpRequests.Openings(teams, 100_000, "x"), teams, 32))
{
    var s = System.Diagnostics.Stopwatch.StartNew();
    Console.WriteLine($"open failures {open.OnePerTeam()} in {s.Elapsed.TotalSeconds:F2}s");
}
using var load = new HttpLoad(server, HttpRequests.Debits(teams, "x"), teams, int.Parse(args[3]));
var r = load.Measure(TimeSpan.FromSeconds(double.Parse(args[5])), TimeSpan.FromSeconds(double.Parse(args[4])));
Console.WriteLine($"{r.PerSecond:F0}/s failures {r.Failures} p50 {r.Latencies.Percentile(.5).TotalMilliseconds:F3} p99 {r.Latencies.Percentile(.99).TotalMilliseconds:F3} cpu {r.GeneratorCpu.TotalSeconds / r.Window.TotalSeconds:P0} {r.GeneratorCpu.TotalMicroseconds / r.Debits:F2}us/req");
