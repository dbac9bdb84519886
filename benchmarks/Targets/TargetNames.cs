namespace Purser.Benchmarks.Targets;

/// <summary>What <c>--targets</c> may name.</summary>
internal static class TargetNames
{
    /// <summary>SQL as it is written by hand: a transaction of an update and an insert.</summary>
    public const string Sql = "sql";

    /// <summary>SQL as far as it can be tuned: both in one statement.</summary>
    public const string SqlTuned = "sql-tuned";
    public const string Redis = "redis";

    /// <summary>In the order of the table. "nothing" is an endpoint that keeps nothing: the ceiling.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PurserCluster.HttpName, ClusterTarget.FixedName, Sql, SqlTuned, "orleans-plain", Redis, "nothing"];

    public static bool IsPurser(string name) => name is PurserCluster.HttpName or ClusterTarget.FixedName;
}
