using Npgsql;

namespace Purser.Hosting;

/// <summary>The connection string that every program of Purser's is given.</summary>
public static class DatabaseAddress
{
    /// <summary>Where it is in the configuration.</summary>
    public const string Key = "ConnectionStrings:Purser";

    private const string Rule = "it must be an Npgsql connection string, such as Host=127.0.0.1;Database=purser;Username=purser";

    /// <summary>What is wrong with one; empty when nothing is. It may hold a password, so what is said never repeats it.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="name">What whoever set it knows it by.</param>
    public static IEnumerable<string> Errors(string text, string name = Key)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [$"{name} is empty: {Rule}."];
        }

        try
        {
            var address = new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(address.Host) ? [$"{name} names no Host: {Rule}."]
                : address.Host.Contains(',') && address.TargetSessionAttributes is not ("primary" or "read-write")
                    ? [$"{name} names several hosts and not which of them is to be used: add Target Session Attributes=primary, or a standby may be asked."]
                    : [];
        }
        catch (ArgumentException invalid)
        {
            return [$"{name} cannot be read ({invalid.Message}): {Rule}."];
        }
    }

    /// <summary>The way to Orleans' own tables: their schema, and a pool of its own.</summary>
    /// <param name="text">The way to the database.</param>
    /// <param name="name">What PostgreSQL calls the connections.</param>
    /// <param name="connections">The most of them.</param>
    public static NpgsqlConnectionStringBuilder OfOrleans(string text, string name, int connections) => new(text)
    {
        SearchPath = "orleans",
        ApplicationName = name,
        MaxPoolSize = connections,
        MinPoolSize = 0,
        // Orleans passes some instants without their zone; they are UTC.
        Timezone = "UTC",
    };
}
