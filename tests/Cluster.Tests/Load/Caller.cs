using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Load;

/// <summary>
/// One client of the gateways. What it does not know it asks again, with the same key and anywhere, until it knows; every
/// attempt is written down.
/// </summary>
public sealed class Caller(int number, TeamApi api, Gateways gateways, Recorder recorder, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Decides what this client does, and where it asks.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Asks until it knows.</summary>
    /// <param name="teamId">The team.</param>
    /// <param name="ask">What for.</param>
    /// <param name="cancellation">Gives up, leaving the outcome unknown.</param>
    /// <param name="first">The gateway to ask first; any if null.</param>
    public async Task<Answer> AskAsync(string teamId, Ask ask, CancellationToken cancellation, int? first = null)
    {
        var answers = await UntilKnownAsync(
            $"{ask} of {teamId}",
            async where =>
            {
                var started = Recorder.Now();
                var answer = await api.AskAsync(gateways[where], teamId, ask, cancellation);
                recorder.Add(new Call(number, teamId, ask, started, Recorder.Now(), answer));
                return [answer];
            },
            first,
            cancellation);
        return answers[0];
    }

    /// <summary>Sends a batch until it knows.</summary>
    public Task<Answer[]> AskBatchAsync(string teamId, Ask.Debit[] debits, CancellationToken cancellation) => UntilKnownAsync(
        $"a batch of {teamId}",
        async where =>
        {
            var batch = recorder.NextBatch();
            var started = Recorder.Now();
            var answers = await api.AskBatchAsync(gateways[where], teamId, debits, cancellation);
            var answered = Recorder.Now();
            foreach (var (debit, answer) in debits.Zip(answers))
            {
                recorder.Add(new Call(number, teamId, debit, started, answered, answer, batch));
            }

            return answers;
        },
        first: null,
        cancellation);

    private async Task<Answer[]> UntilKnownAsync(
        string what, Func<int, Task<Answer[]>> attempt, int? first, CancellationToken cancellation)
    {
        var started = Recorder.Now();
        var where = first ?? Random.Next(gateways.Count);
        while (true)
        {
            var answers = await attempt(where);
            if (answers[0] is not Answer.Unknown unknown)
            {
                return answers;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Client {number} asked for {what} for {Patience.TotalSeconds} s; at last: {unknown.Why}.");
            }

            cancellation.ThrowIfCancellationRequested();
            // What a real client does as well: a moment's pause, not the same for all, and another gateway.
            await Task.Delay(LongestPause * Random.NextDouble(), TimeProvider.System, cancellation);
            where++;
        }
    }
}
