using System.Globalization;

namespace Purser.Tests.Running;

/// <summary>What whoever runs the tests may choose, by environment variables.</summary>
internal static class Chosen
{
    /// <summary><c>PURSER_SEED</c>: where every choice of the load comes from.</summary>
    public static int Seed { get; } = Number("PURSER_SEED", 2718);

    /// <summary><c>PURSER_KILLS</c>: how often a silo is killed under load, in each shape of the cluster.</summary>
    public static int Kills { get; } = Number("PURSER_KILLS", 3);

    /// <summary><c>PURSER_POSTGRES_KILLS</c>: how often PostgreSQL is killed under load, in each shape of the cluster.</summary>
    public static int PostgresKills { get; } = Number("PURSER_POSTGRES_KILLS", 1);

    /// <summary><c>PURSER_JOB_POSTS</c>: a file of job posts, one JSON object with an <c>id</c> per line; null makes some up.</summary>
    public static string? JobPosts { get; } = Environment.GetEnvironmentVariable("PURSER_JOB_POSTS");

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
