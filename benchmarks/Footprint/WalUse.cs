using Npgsql;
using Purser.Benchmarks.Load;
using Purser.Benchmarks.Run;
using Purser.Benchmarks.Targets;

namespace Purser.Benchmarks.Footprint;

/// <summary>Bytes that PostgreSQL writes to its log per debit: what is flushed, replicated and archived.</summary>
internal sealed class WalUse(NpgsqlDataSource database)
{
    private const string Position = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";

    private static readonly TeamNames Teams = new("wal", 1_000);
    private static readonly BenchCase Load = new(Teams.Count, Connections: 256);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    public async Task<Figure> MeasureAsync(ITarget target, string table, CancellationToken cancellation)
    {
        await target.OpenAsync(Teams);
        var entries = await ScalarAsync(Count(table), cancellation);
        var position = await ScalarAsync(Position, cancellation);
        await target.MeasureAsync(Teams, Load, warmUp: TimeSpan.Zero, Window);
        var bytes = await ScalarAsync(Position, cancellation) - position;
        entries = await ScalarAsync(Count(table), cancellation) - entries;
        var each = bytes / Math.Max(1, entries);
        return new Figure(
            $"WAL per debit, {target.Name}", each, $"{each} bytes ({Load.Connections} connections, {Teams.Count:N0} teams)");
    }

    private static string Count(string table) => $"SELECT count(*) FROM {table} WHERE team_id LIKE '{Teams.Prefix}-%'";

    private async Task<long> ScalarAsync(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
