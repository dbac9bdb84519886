using Npgsql;
using NpgsqlTypes;

namespace Purser.Ledger;

/// <summary>Lists as the columns of one <c>unnest</c>: kept, filled anew, and sent as they are when a prepared statement is executed.</summary>
internal static class Columns
{
    /// <summary>Makes a list the statement's next parameter, without boxing what is in it.</summary>
    public static void Bind<T>(this NpgsqlCommand command, List<T> column, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type });
}
