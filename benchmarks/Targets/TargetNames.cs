namespace Purser.Benchmarks.Targets;

/// <summary>What <c>--targets</c> may name.</summary>
internal static class TargetNames
{
    /// <summary>SQL as it is written by hand: a transaction of an update and an insert.</summary>
    public const string Sql = "sql";

    /// <summary>SQL as far as it can be tuned: both in one statement.</summary>
    public const string SqlTuned = "sql-tuned";
    public const string Redis = "redis";

    /// <summary>An endpoint that keeps nothing: the ceiling.</summary>
    public const string Nothing = "nothing";

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PurserCluster.HttpName, PurserCluster.ApartName, ClusterTarget.FixedName, Sql, SqlTuned, "orleans-plain", Redis, Nothing];

    public static bool IsPurser(string name) => name is PurserCluster.HttpName or PurserCluster.ApartName or ClusterTarget.FixedName;
}
