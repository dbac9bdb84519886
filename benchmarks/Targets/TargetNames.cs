namespace Purser.Benchmarks.Targets;

/// <summary>What <c>--targets</c> may name.</summary>
internal static class TargetNames
{
    public const string Sql = "sql";
    public const string Redis = "redis";

    /// <summary>In the order of the table. "nothing" is an endpoint that keeps nothing: the ceiling.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PurserCluster.HttpName, ClusterTarget.FixedName, Sql, "orleans-plain", Redis, "nothing"];

    public static bool IsPurser(string name) => name is PurserCluster.HttpName or ClusterTarget.FixedName;
}
