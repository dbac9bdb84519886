namespace Purser.Tests.Running;

/// <summary>Tests that share one cluster, and leave it as they found it: everything up, every rule of the table in force.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneCluster : ICollectionFixture<RunningCluster>
{
    public const string Name = "two silos, two gateways";
}
