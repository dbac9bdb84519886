using System.Globalization;
using Npgsql;
using Purser.Benchmarks.Footprint;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;
using Purser.Teams;

namespace Purser.Benchmarks.Resets;

/// <summary>
/// Many teams whose cycle ends at the same instant, most of them asleep, while other teams go on spending: how long until the
/// last is reset, and what those others notice of it.
/// </summary>
internal sealed class ResetStorm(PurserCluster purser, NpgsqlDataSource database, ResetsSize size)
{
    private const int OpeningsInFlight = 64;

    private static readonly BenchCase OthersSpend = new(1_000, 16);
    private static readonly TeamNames Others = new("spending", OthersSpend.Teams);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TeamNames teams = new("storm", size.Teams);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        await purser.Client.OpenAsync(Others);
        var end = clock.GetUtcNow() + size.Lead;
        await OpenAsync(end, cancellation);
        // All but the active ones are asleep at the end, as most teams are at most times.
        await purser.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancellation);
        await Parallel.ForAsync(0, size.Active, cancellation, async (n, _) => await Grain(n).GetCredits());

        var left = end - clock.GetUtcNow() - Calm - TimeSpan.FromSeconds(3);
        if (left < TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Opening {size.Teams:N0} teams took longer than {size.Lead}; give it more time.");
        }

        var before = await purser.Client.MeasureAsync(Others, OthersSpend, left, Calm);
        var during = purser.Client.MeasureAsync(Others, OthersSpend, end - clock.GetUtcNow(), Storm);
        var last = await LastResetAsync(end, clock, cancellation);
        var meanwhile = await during;
        var (calm, storm) = (before.Latencies.Percentile(0.99), meanwhile.Latencies.Percentile(0.99));
        return
        [
            new Figure(
                "resets at one instant",
                last.TotalSeconds,
                string.Create(CultureInfo.InvariantCulture, $"the last of {size.Teams:N0} teams ({size.Active:N0} of them active) was reset {last.TotalSeconds:0.0} s after its cycle's end")),
            new Figure(
                "debits of others meanwhile",
                storm / calm,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"p99 {calm.TotalMilliseconds:0.0} ms before, {storm.TotalMilliseconds:0.0} ms during the {Storm.TotalSeconds:0} s from that instant ({storm / calm:0.0} ×); {before.PerSecond:N0}/s before, {meanwhile.PerSecond:N0}/s during")),
        ];
    }

    private async Task OpenAsync(DateTimeOffset end, CancellationToken cancellation)
    {
        // A month or a year before the end, whichever the month's length does not move.
        var anchor = end.Day <= 28 ? end.AddMonths(-1) : end.AddMonths(-12);
        var request = new OpenTeam("Storm", "UTC", new TeamOwner(MemberId.Parse("m1"), "Mo"), new SubscriptionTerms("lite", 1, anchor));
        await Parallel.ForAsync(
            0,
            size.Teams,
            new ParallelOptions { MaxDegreeOfParallelism = OpeningsInFlight, CancellationToken = cancellation },
            async (n, _) => await Grain(n).Open(request));
    }

    private async Task<TimeSpan> LastResetAsync(DateTimeOffset end, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), clock, cancellation);
            var waited = clock.GetUtcNow() - end;
            if (await ResetsAsync(cancellation) == size.Teams)
            {
                return waited;
            }

            if (waited > Patience)
            {
                throw new InvalidOperationException($"{Patience} after their cycle's end some teams are not reset.");
            }
        }
    }

    private async Task<long> ResetsAsync(CancellationToken cancellation)
    {
        // The second entry of a team is its first cycle, the third its second one.
        await using var command = database.CreateCommand(
            $"SELECT count(*) FROM purser.ledger WHERE team_id >= '{teams.Prefix}-' AND team_id < '{teams.Prefix}.' AND seq = 3 AND kind = 2");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private ITeamGrain Grain(int n) => purser.Grains.GetGrain<ITeamGrain>(teams[n]);
}
