using Npgsql;
using NpgsqlTypes;
using Purser.Teams;

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

    public static async Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (NpgsqlException failure)
        {
            throw Unavailable(failure);
        }
    }

    public static AutoBidSettings Settings(NpgsqlDataReader row, int at) => new(
        row.GetBoolean(at), row.GetString(at + 1), row.GetInt32(at + 2), row.GetInt32(at + 3),
        row.IsDBNull(at + 4) ? null : row.GetInt32(at + 4));

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static LedgerUnavailableException Unavailable(NpgsqlException failure) =>
        new($"The tables of Auto Bid could not be used: {failure.Message}");
}
