using Npgsql;

namespace Purser.Benchmarks.Footprint;

/// <summary>Bytes per debit: of the ledger with its indexes, after the load of a whole run.</summary>
internal static class DiskUse
{
    public static async Task<Figure> MeasureAsync(
        NpgsqlDataSource database, string owner, string table, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"SELECT (SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree('{table}')), (SELECT count(*) FROM {table})");
        command.CommandTimeout = 300;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var (bytes, entries) = (row.GetInt64(0), row.GetInt64(1));
        var each = bytes / Math.Max(1, entries);
        return new Figure(
            $"disk per debit, {owner}",
            each,
            $"{each} bytes in {table} with its indexes ({entries:N0} entries)");
    }
}
