using Npgsql;
using Purser.Teams;

namespace Purser;

/// <summary>How the tables are used on which the answer of a grain depends.</summary>
internal static class Tables
{
    /// <summary>Uses them.</summary>
    /// <param name="tables">Which, as the subject of a sentence.</param>
    /// <param name="use">What is done with them.</param>
    /// <exception cref="LedgerUnavailableException">They cannot be used now.</exception>
    public static async Task<T> UseAsync<T>(string tables, Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (NpgsqlException failure)
        {
            throw Unavailable(tables, failure);
        }
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static LedgerUnavailableException Unavailable(string tables, NpgsqlException failure) =>
        new($"{tables} could not be used: {failure.Message}");
}
