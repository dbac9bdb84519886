using Npgsql;

namespace Purser.AutoBid.Worker.Cluster;

/// <summary>Which cluster to be a client of.</summary>
/// <param name="Database">An Npgsql connection string: PostgreSQL, where the silos announce themselves.</param>
/// <param name="ClusterId">The cluster's name.</param>
/// <param name="ServiceId">The service's name.</param>
internal sealed record ClusterAddress(string Database, string ClusterId, string ServiceId)
{
    /// <summary>The connection string for Orleans' own tables: their schema, and a pool as small as the need.</summary>
    public string OrleansDatabase => new NpgsqlConnectionStringBuilder(Database)
    {
        SearchPath = "orleans",
        MaxPoolSize = 2,
        Timeout = 5,
        CommandTimeout = 5,
        ApplicationName = "purser-auto-bid",
    }.ConnectionString;

    /// <summary>Whether a text is a connection string that names a server.</summary>
    public static bool IsDatabase(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // The connection string may hold a password.
    public override string ToString() => $"cluster {ClusterId}, service {ServiceId}";
}
