using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.Storage;
using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>"There is no snapshot" and "it could not be read" are different things: the one means a replay, the other means to ask again.</summary>
public sealed class SnapshotStoreTests(LedgerServer server)
{
    private static readonly GrainId Acme = GrainId.Create("team", "acme");

    [Fact]
    public async Task A_storage_that_is_away_is_not_taken_for_an_empty_one()
    {
        var store = Store(new NpgsqlException("The connection broke."));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.LoadAsync(Acme));
    }

    [Fact]
    public async Task A_failure_within_another_is_seen_too()
    {
        var store = Store(new InvalidOperationException("It failed.", new TimeoutException()));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.LoadAsync(Acme));
    }

    [Fact]
    public async Task What_can_be_read_and_makes_no_sense_is_no_snapshot()
    {
        var store = Store(new InvalidCastException("That is no snapshot."));

        Assert.Null((await store.LoadAsync(Acme)).Account);
    }

    [Fact]
    public async Task A_snapshot_of_the_format_before_is_gone_on_from()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync(seats: 5);
        (await team.Debit("k1")).Debited();
        await cluster.DeactivateAsync();
        var store = cluster.Service<SnapshotStore>();
        var stored = await store.LoadAsync(team.GetGrainId());
        // The budget is in no entry: who shows it read the snapshot.
        var older = (stored.Account! with { Budget = new Credits(3) }).ToBytes();
        await store.PutAsync(team.GetGrainId(), stored, new SnapshotState { Format = TeamSnapshot.OldestFormat, Account = older });

        Assert.Equal(3, (await team.GetStatement())!.Budget?.Count);
    }

    private static SnapshotStore Store(Exception failure) => new(new FailingStorage(failure), NullLogger<SnapshotStore>.Instance);

    private sealed class FailingStorage(Exception failure) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.FromException(failure);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.FromException(failure);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.FromException(failure);
    }
}
