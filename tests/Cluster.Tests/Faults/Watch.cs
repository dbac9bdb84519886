using Purser.Tests.History;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>
/// Tells when the service is back: when each of some teams, spread over the silos by chance, has had a new debit
/// acknowledged that was asked for after the fault.
/// </summary>
internal sealed class Watch(RunningCluster cluster, Recorder recorder, IReadOnlyList<string> teams)
{
    private const int FirstClient = 10_000;

    private readonly List<TimeSpan> absences = [];
    private readonly Caller[] callers =
        [.. teams.Select((_, number) => new Caller(FirstClient + number, cluster.Api, cluster.Gateways, recorder, Chosen.Seed + number))];

    private readonly TeamBook[] books = [.. teams.Select(team => new TeamBook(team))];

    /// <summary>How long the service was away, fault by fault.</summary>
    public IReadOnlyList<TimeSpan> Absences => absences;

    /// <summary>Waits until the service is back from a fault that happens right now.</summary>
    public async Task UntilBackAsync(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(callers.Zip(books, (caller, book) =>
            caller.AskAsync(book.TeamId, book.New(caller.Random, ["owner"]), cancellation)));
        absences.Add(TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>The times, and the longest and the middle one.</summary>
    public string Describe(string fault)
    {
        var sorted = absences.Order().ToArray();
        return $"{fault} {sorted.Length} times, service back after (s): {string.Join(' ', absences.Select(Seconds))}; "
            + $"median {Seconds(sorted[sorted.Length / 2])}, max {Seconds(sorted[^1])}";
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0}";
}
