using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;
using Purser.Teams;

namespace Purser.Benchmarks.Footprint;

/// <summary>
/// How long a silo with many active teams takes to end when it is asked to (SIGTERM) under load. It is to end by itself, in the time that
/// its host gives it, and with everything that it acknowledged in the ledger.
/// </summary>
internal sealed class ShutdownTime(PurserCluster purser, NpgsqlDataSource database, int teams)
{
    private const int Callers = 16;

    /// <summary>The <c>ShutdownTimeout</c> of a silo's host.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    private readonly TeamNames names = new("shutdown", teams);
    private readonly ConcurrentQueue<Acknowledged> acknowledged = [];

    public async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        await purser.RestartSiloAsync(cancellation);
        await purser.Http.OpenAsync(names);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var callers = Enumerable.Range(0, Callers).Select(caller => DebitAsync(caller, stop.Token)).ToArray();
        while (acknowledged.Count < Callers * 10)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation);
        }

        var began = TimeProvider.System.GetTimestamp();
        var exitCode = await purser.Silo.EndAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        var lost = await LostAsync(cancellation);
        await purser.StartSiloAsync(cancellation);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{took.TotalSeconds:0.0} s with {teams:N0} active teams (exit code {exitCode}; {acknowledged.Count:N0} debits acknowledged meanwhile, {lost} of them lost)");
        return exitCode == 0 && took <= Longest && lost == 0
            ? new Figure("shutdown of a silo", took.TotalSeconds, text)
            : throw new InvalidOperationException($"The silo did not end as it should: {text}.");
    }

    /// <summary>Debits, one after the other, until nobody answers any more.</summary>
    private async Task DebitAsync(int caller, CancellationToken stop)
    {
        var member = MemberId.Parse("m1");
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var (team, key) = (names[((caller * 7919) + number) % teams], $"{caller}-{number}");
            try
            {
                var debit = new DebitRequest(key, member, AiAction.CoverLetter, JobId: null);
                if (await purser.Grains.GetGrain<ITeamGrain>(team).Debit(debit).WaitAsync(stop) is DebitOutcome.Debited { Receipt: var receipt })
                {
                    acknowledged.Enqueue(new Acknowledged(team, key, receipt.EntryId));
                }
            }
            catch (Exception gone) when (gone is OrleansException or TimeoutException or LedgerUnavailableException or OperationCanceledException)
            {
                // What came of it nobody was told.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<long> LostAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FROM unnest($1, $2, $3) AS told (team_id, key, seq) LEFT JOIN purser.ledger AS kept USING (team_id, seq)
            WHERE kept.idempotency_key IS DISTINCT FROM told.key
            """);
        command.Parameters.AddWithValue(acknowledged.Select(debit => debit.Team).ToArray());
        command.Parameters.AddWithValue(acknowledged.Select(debit => debit.Key).ToArray());
        command.Parameters.AddWithValue(acknowledged.Select(debit => debit.Entry).ToArray());
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private sealed record Acknowledged(string Team, string Key, long Entry);
}
