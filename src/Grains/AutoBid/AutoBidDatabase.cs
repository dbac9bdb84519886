using Npgsql;
using NpgsqlTypes;

namespace Purser.AutoBid;

/// <summary>What commands on Auto Bid's tables share.</summary>
internal static class AutoBidDatabase
{
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string sql, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }
                : new NpgsqlParameter { Value = value is IOwnId id ? id.Value : value });
        }

        return command;
    }

    public static Task<T> RunAsync<T>(Func<Task<T>> run) => Tables.UseAsync("The tables of Auto Bid", run);

    public static AutoBidSettings Settings(NpgsqlDataReader row, int at) => new(
        row.GetBoolean(at), row.GetString(at + 1), row.GetInt32(at + 2), row.GetInt32(at + 3),
        row.IsDBNull(at + 4) ? null : row.GetInt32(at + 4));
}
