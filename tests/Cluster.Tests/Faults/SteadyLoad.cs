using System.Collections.Concurrent;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>Two callers of every team, each asking for one new debit after the other, once: whoever gets no answer does not ask again.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="teams">The teams.</param>
/// <param name="gateways">Which gateway either caller asks.</param>
internal sealed class SteadyLoad(RunningCluster cluster, IReadOnlyList<string> teams, int[] gateways)
{
    private readonly ConcurrentQueue<OneAsk> asks = new();

    public IReadOnlyList<OneAsk> Asks => [.. asks];

    /// <summary>
    /// Runs for a while, does something, and goes on for a while and until every team was served again; returns when it was done. How
    /// long a silo that is short of processor time takes to call another one dead is not for a test to say.
    /// </summary>
    public async Task<TimeSpan> RunAsync(TimeSpan before, Func<Task> fault, TimeSpan after, CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource();
        var callers = teams.SelectMany(team => gateways.Select((gateway, caller) =>
            Task.Run(() => LiveAsync(team, caller, gateway, stop.Token, cancellation), cancellation))).ToList();
        await Task.Delay(before, TimeProvider.System, cancellation);
        var done = Recorder.Now();
        await fault();
        await Task.Delay(after, TimeProvider.System, cancellation);
        await Eventually.TrueAsync("every team is served again", () => teams.All(ServedSince(Elapsed(done)).Contains), cancellation);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        return Elapsed(done);
    }

    public static string Describe(string whose, IReadOnlyList<OneAsk> asks, TimeSpan fault)
    {
        var failed = asks.Where(ask => ask.Answer is not Answer.Done).ToList();
        var slowest = asks.Where(ask => ask.Answer is Answer.Done).Max(ask => ask.Answered - ask.Started);
        var last = failed.Count == 0 ? "none" : $"the last {(failed.Max(ask => ask.Answered) - fault).TotalSeconds:0.0} s after the kill";
        var back = Back(asks, fault);
        return $"{whose}: a new debit of every team acknowledged within {back[^1].TotalSeconds:0.0} s of the kill (median {back[back.Length / 2].TotalSeconds:0.0} s); {asks.Count - failed.Count} debits acknowledged, the slowest in {slowest.TotalSeconds:0.0} s; {failed.Count} failed, {last}. "
            + string.Join("; ", failed.GroupBy(ask => ask.Answer.ToString()).Select(group => $"{group.Count()} × {group.Key}").Take(5));
    }

    /// <summary>After how long each team was served again, the shortest time first.</summary>
    public static TimeSpan[] Back(IReadOnlyList<OneAsk> asks, TimeSpan fault) =>
        [.. asks.Where(ask => ask.Started >= fault && ask.Answer is Answer.Done)
            .GroupBy(ask => ask.TeamId, ask => ask.Answered - fault, StringComparer.Ordinal).Select(team => team.Min()).Order()];

    private HashSet<string> ServedSince(TimeSpan fault) =>
        [.. asks.Where(ask => ask.Started > fault && ask.Answer is Answer.Done).Select(ask => ask.TeamId)];

    private async Task LiveAsync(string team, int caller, int gateway, CancellationToken stop, CancellationToken cancellation)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var debit = new Ask.Debit($"{team}-{caller}-{number}", "owner", AiAction.Answer, JobId: null, Regeneration: false);
            var started = Recorder.Now();
            var answer = await cluster.Api.AskAsync(cluster.Gateways[gateway], team, debit, cancellation);
            asks.Enqueue(new OneAsk(team, Elapsed(started), Elapsed(Recorder.Now()), answer));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Since some instant that is the same for all.</summary>
    private static TimeSpan Elapsed(long timestamp) => TimeProvider.System.GetElapsedTime(0, timestamp);

    internal sealed record OneAsk(string TeamId, TimeSpan Started, TimeSpan Answered, Answer Answer);
}
