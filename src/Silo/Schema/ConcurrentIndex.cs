using System.Text.RegularExpressions;
using Npgsql;

namespace Purser.Schema;

/// <summary>
/// An index that is built while everybody goes on writing. A script whose name ends in <c>.concurrently.sql</c> is one statement,
/// <c>create [unique] index NAME on SCHEMA.TABLE …</c>; how it is built is said here. What a build that broke off left behind is
/// dropped and begun again.
/// </summary>
internal sealed partial record ConcurrentIndex(bool IsUnique, string Name, string Schema, string Table, string Definition)
{
    /// <summary>The end of such a script's name.</summary>
    public const string Suffix = ".concurrently.sql";

    private string Create => IsUnique ? "create unique index" : "create index";

    /// <exception cref="FormatException">The script is something else.</exception>
    public static ConcurrentIndex Parse(string script)
    {
        var statement = Comment().Replace(script, "").Trim().TrimEnd(';');
        return Statement().Match(statement) is { Success: true } match
            ? new ConcurrentIndex(
                match.Groups["unique"].Success, match.Groups["name"].Value, match.Groups["schema"].Value, match.Groups["table"].Value,
                match.Groups["definition"].Value)
            : throw new FormatException($"A script to be applied concurrently is one `create index NAME on SCHEMA.TABLE …`, not: {statement}");
    }

    /// <summary>Builds it, on each partition where the table has them: PostgreSQL builds no index of a partitioned table concurrently.</summary>
    public async Task BuildAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var partitions = await PartitionsAsync(connection, cancellation);
        if (partitions.Count == 0)
        {
            await BuildOnAsync(connection, Table, Name, cancellation);
            return;
        }

        await ExecuteAsync(connection, $"{Create} if not exists {Name} on only {Schema}.{Table} {Definition}", cancellation);
        foreach (var partition in partitions)
        {
            var part = $"{partition}_{Name}";
            await BuildOnAsync(connection, partition, part, cancellation);
            await ExecuteAsync(connection, $"alter index {Schema}.{Name} attach partition {Schema}.{part}", cancellation);
        }
    }

    private async Task BuildOnAsync(NpgsqlConnection connection, string table, string name, CancellationToken cancellation)
    {
        await using var broken = new NpgsqlCommand(
            "select exists (select from pg_index where indexrelid = to_regclass($1) and not indisvalid)", connection);
        broken.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{Schema}.{name}" });
        if ((bool)(await broken.ExecuteScalarAsync(cancellation))!)
        {
            await ExecuteAsync(connection, $"drop index concurrently {Schema}.{name}", cancellation);
        }

        await ExecuteAsync(connection, $"{Create} concurrently if not exists {name} on {Schema}.{table} {Definition}", cancellation);
    }

    private async Task<List<string>> PartitionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select relname::text from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = $1::regclass order by 1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{Schema}.{Table}" });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        List<string> partitions = [];
        while (await row.ReadAsync(cancellation))
        {
            partitions.Add(row.GetString(0));
        }

        return partitions;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [GeneratedRegex("--[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^create\s+(?<unique>unique\s+)?index\s+(?<name>\w+)\s+on\s+(?<schema>\w+)\.(?<table>\w+)\s+(?<definition>.+)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statement();
}
