using System.Diagnostics;
using Npgsql;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;
using Purser.Teams;

namespace Purser.Benchmarks.Footprint;

/// <summary>
/// How long the first call of a team with a long history takes after its silo started, everything else being warm;
/// once from the snapshot, once after the silo was killed, so that a tail is replayed.
/// </summary>
internal sealed class ActivationTime(PurserCluster purser, NpgsqlDataSource database, int entries)
{
    private const int Samples = 5;
    private const int Writers = 4;

    /// <summary>Enough for a snapshot, so that reading one is warm too: of the first, half the time is compiling.</summary>
    private const int WarmEntries = 5_000;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private static readonly TeamNames Team = new("long", 1);
    private static readonly TeamNames Others = new("warm", 100);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        await purser.Client.OpenAsync(Team);
        await purser.Client.OpenAsync(Others);
        await WriteHistoryAsync(Others, WarmEntries);
        await WriteHistoryAsync(Team, entries);
        var version = (await Grain(Team[0]).GetCredits())!.Version;
        return
        [
            await MeasureAsync("after a clean stop", () => purser.RestartSiloAsync(cancellation), version),
            await MeasureAsync("after kill -9", () => purser.CrashSiloAsync(cancellation), version),
            await ReplayAsync(version, cancellation),
        ];
    }

    /// <summary>Once, for it takes long: the whole ledger of the team is folded.</summary>
    private async Task<Figure> ReplayAsync(long version, CancellationToken cancellation)
    {
        await purser.CrashSiloAsync(cancellation);
        await WarmUpAsync();
        await using (var forget = database.CreateCommand("DELETE FROM orleans.grain_state WHERE grainidextensionstring LIKE '%' || $1"))
        {
            forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Team[0] });
            await forget.ExecuteNonQueryAsync(cancellation);
        }

        var started = Stopwatch.GetTimestamp();
        while (!await IsOpenAsync())
        {
            await Task.Delay(Again, TimeProvider.System, cancellation);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figure(
            "opening without a snapshot", seconds, $"{seconds:0.0} s for a team of {version:N0} entries ({version / seconds:N0} a second)");
    }

    private async Task<bool> IsOpenAsync()
    {
        try
        {
            await Grain(Team[0]).GetCredits();
            return true;
        }
        catch (LedgerUnavailableException)
        {
            // "Try again in a few seconds": it is being read.
            return false;
        }
    }

    private async Task<Figure> MeasureAsync(string how, Func<Task> restart, long version)
    {
        var times = new List<double>();
        for (var sample = 0; sample < Samples; sample++)
        {
            await restart();
            await WarmUpAsync();
            var started = Stopwatch.GetTimestamp();
            await Grain(Team[0]).GetCredits();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        var snapshot = await SnapshotBytesAsync();
        return new Figure(
            $"activation, {how}",
            times[Samples / 2],
            $"{times[Samples / 2]:0.0} ms (best {times[0]:0.0}, worst {times[^1]:0.0}) for a team of {version:N0} entries"
            + $" (its snapshot: {snapshot:N0} bytes)");
    }

    /// <summary>Other teams are loaded first: the code is compiled and the connections are open, as in a silo at work.</summary>
    private async Task WarmUpAsync()
    {
        for (var n = 0; n < Others.Count; n++)
        {
            await Grain(Others[n]).GetCredits();
        }
    }

    /// <summary>Gives the first of some teams a history, of which a snapshot is made on the way.</summary>
    private async Task WriteHistoryAsync(TeamNames teams, int entries)
    {
        var batches = entries / Limits.BatchSize;
        await Parallel.ForAsync(0, batches, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (batch, _) =>
        {
            var debits = Enumerable.Range(0, Limits.BatchSize)
                .Select(n => new DebitRequest($"history-{batch}-{n}", MemberId.Parse("m1"), AiAction.JobMatching, JobId.Parse($"job-{n}")))
                .ToArray();
            await Grain(teams[0]).DebitMany(debits);
        });
    }

    private async Task<long> SnapshotBytesAsync()
    {
        await using var command = database.CreateCommand(
            "SELECT coalesce(max(length(payloadbinary)), 0)::bigint FROM orleans.grain_state WHERE grainidextensionstring LIKE '%' || $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Team[0] });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private ITeamGrain Grain(string teamId) => purser.Grains.GetGrain<ITeamGrain>(teamId);
}
