using Npgsql;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Targets;
using Purser.Teams;

namespace Purser.Benchmarks.History;

/// <summary>
/// Teams with a past of four weeks, written into the table while they sleep: 25 members, half of it Auto Bid's, every fiftieth
/// entry a reversal, and a member and a job that hardly occur.
/// </summary>
internal sealed class WrittenPast(PurserCluster purser, NpgsqlDataSource database, HistorySize size)
{
    public const string RareMember = "rare";
    public const string RareJob = "job-rare";
    private const int Members = 25;

    /// <summary>The last entry that opening and its members make.</summary>
    private const int Opened = Members + 2;
    private const int Chunk = 200_000;

    public static readonly TeamNames Teams = new("past", HistorySize.Full.Teams);

    /// <summary>When it begins: so many days before now, within one monthly cycle.</summary>
    public static DateTimeOffset Begin { get; } = TimeProvider.System.GetUtcNow().AddDays(-27);

    public async Task WriteAsync(CancellationToken cancellation)
    {
        for (var n = 0; n < size.Teams; n++)
        {
            await OpenAsync(Teams[n]);
        }

        await purser.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancellation);
        for (var n = 0; n < size.Teams; n++)
        {
            await WriteAsync(Teams[n], cancellation);
        }

        // Two at once: as many as there are processors here.
        await Parallel.ForAsync(
            0,
            (size.Others + Chunk - 1) / Chunk,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation },
            async (chunk, stop) => await WriteOthersAsync(chunk * Chunk, stop));
        await ExecuteAsync("VACUUM ANALYZE purser.ledger", cancellation);
        await ExecuteAsync("CHECKPOINT", cancellation);
    }

    private async Task OpenAsync(string teamId)
    {
        var team = purser.Grains.GetGrain<ITeamGrain>(teamId);
        await team.Open(new OpenTeam("Past", "Asia/Kolkata", new TeamOwner(MemberId.Parse("m1"), "Mo"), new SubscriptionTerms("max", 1000, Begin)));
        foreach (var member in Enumerable.Range(2, Members - 1).Select(n => $"m{n}").Append(RareMember))
        {
            await team.PutMember(new MemberTerms(MemberId.Parse(member), member, MemberRole.Member, BudgetRule.FollowsTeam));
        }
    }

    private async Task WriteAsync(string teamId, CancellationToken cancellation)
    {
        await ExecuteAsync($"UPDATE purser.ledger SET at = cycle_start WHERE team_id = '{teamId}' AND seq > 1", cancellation);
        await ExecuteAsync($"UPDATE purser.ledger SET at = (SELECT at FROM purser.ledger WHERE team_id = '{teamId}' AND seq = 2) WHERE team_id = '{teamId}' AND seq = 1", cancellation);
        for (var from = 1; from <= size.Entries; from += Chunk)
        {
            // Of a reversal d is the debit; every other row is its own.
            await ExecuteAsync(
                $"""
                INSERT INTO purser.ledger (team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, job_id, reverses, idempotency_key, total, remaining, used, extra)
                SELECT '{teamId}', last.seq + n, last.cycle_start + n * (now() - interval '1 minute' - last.cycle_start) / {size.Entries}, last.cycle_start,
                  CASE WHEN d = n THEN 3 ELSE 4 END, 1, CASE WHEN d = n THEN -1 ELSE 1 END,
                  CASE WHEN d % {(size.Entries / 5) + 1} = 0 THEN '{RareMember}' ELSE 'm' || d * 7 % {Members} + 1 END,
                  CASE WHEN d % 4 < 2 THEN 3 + d % 4 ELSE d % 8 + 1 END, d % 9 = 0,
                  CASE WHEN d % {(size.Entries / 7) + 1} = 0 THEN '{RareJob}' WHEN d % 4 < 3 THEN 'job-' || d / 4 END,
                  CASE WHEN d = n THEN NULL ELSE last.seq + d END, CASE WHEN d = n THEN 'key-' || n END,
                  last.total, last.remaining - (n - n / 50 * 2), n - n / 50 * 2, 0
                FROM generate_series({from}, {from + Math.Min(Chunk, size.Entries - from + 1) - 1}) n
                CROSS JOIN LATERAL (SELECT CASE WHEN n % 50 = 0 THEN n - 37 ELSE n END AS d) debit
                CROSS JOIN (SELECT seq, cycle_start, total, remaining FROM purser.ledger WHERE team_id = '{teamId}' AND seq = {Opened}) last
                """,
                cancellation);
        }
    }

    private Task WriteOthersAsync(int from, CancellationToken cancellation) => ExecuteAsync(
        $"""
        INSERT INTO purser.ledger (team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, job_id, idempotency_key, total, remaining, used, extra)
        SELECT 'other-' || n % 1000, n / 1000 + 1, now(), now(), 3, 1, -1, 'm1', 3, false, 'job-' || n, 'key-' || n, 100000, 90000, 10000, 0
        FROM generate_series({from}, {from + Math.Min(Chunk, size.Others - from) - 1}) n
        """,
        cancellation);

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
