using Purser.Grains.Tests.Teams;
using Purser.History;

namespace Purser.Grains.Tests.History;

/// <summary>A team with a past of more than a block, in a cluster that several classes of tests read.</summary>
public sealed class UsageTeam(LedgerServer server) : IAsyncLifetime
{
    internal TeamCluster Cluster { get; private set; } = null!;

    /// <summary>All of its usage, newest first, as the table alone says.</summary>
    internal UsageItem[] All { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Cluster = await TeamCluster.StartAsync(server);
        await Cluster.PopulateAsync(perCycle: 320);
        All = [.. await Cluster.AllUsageAsync(new UsageQuery(Limit: 200))];
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class UsageTeamTests : ICollectionFixture<UsageTeam>
{
    public const string Name = "usage";
}
