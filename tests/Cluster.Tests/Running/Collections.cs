using Purser.Local;

namespace Purser.Tests.Running;

/// <summary>Tests that share one cluster, and leave it as they found it: everything up, every rule of the table in force.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneCluster : ICollectionFixture<RunningCluster>
{
    public const string Name = "two silos, two gateways";
}

/// <summary>Tests that share one cluster of two processes, beside those that have one of their own: most of the time all of them wait.</summary>
[CollectionDefinition(Name)]
public sealed class OneProcess : ICollectionFixture<OneProcessCluster>
{
    public const string Name = "two processes, each a silo and a gateway";
}

/// <summary>Two processes, each a silo and a gateway, on a PostgreSQL of their own.</summary>
public sealed class OneProcessCluster : RunningCluster
{
    /// <inheritdoc />
    protected override LocalClusterOptions Options => base.Options with { Separate = false };
}
