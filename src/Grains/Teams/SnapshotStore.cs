using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Purser.Accounts;

namespace Purser.Teams;

/// <summary>
/// Snapshots of teams in Orleans' grain storage. They are a cache: one that is lost, damaged, stale or of another format
/// costs a longer replay and nothing else, so no failure here is ever a caller's failure.
/// </summary>
internal sealed partial class SnapshotStore(
    [FromKeyedServices(SnapshotStore.StorageName)] IGrainStorage storage, ILogger<SnapshotStore> log)
{
    /// <summary>The name of the grain storage provider that holds snapshots.</summary>
    public const string StorageName = "snapshots";

    private const string StateName = "team";

    /// <summary>The last snapshot that can be used; null when there is none.</summary>
    public async Task<StoredSnapshot> LoadAsync(GrainId team)
    {
        var stored = new GrainState<SnapshotState>(new SnapshotState());
        try
        {
            await storage.ReadStateAsync(StateName, team, stored);
        }
        catch (Exception failure)
        {
            LogLoadFailed(team, failure);
            return new StoredSnapshot(stored, Account: null);
        }

        var snapshot = stored is { RecordExists: true, State: { Format: TeamSnapshot.Format, Account: { } bytes } }
            ? TeamSnapshot.FromBytes(bytes)
            : null;
        return new StoredSnapshot(stored, snapshot?.TeamId == team.Key.ToString() ? snapshot : null);
    }

    /// <summary>Stores a newer snapshot in the place of one that was loaded or stored before.</summary>
    /// <returns>Whether it is stored; if not, the place is to be loaded again.</returns>
    public Task<bool> SaveAsync(GrainId team, StoredSnapshot place, TeamSnapshot snapshot) =>
        PutAsync(team, place, new SnapshotState { Format = TeamSnapshot.Format, Account = snapshot.ToBytes() });

    internal async Task<bool> PutAsync(GrainId team, StoredSnapshot place, SnapshotState state)
    {
        place.State.State = state;
        try
        {
            await storage.WriteStateAsync(StateName, team, place.State);
            return true;
        }
        catch (Exception failure)
        {
            LogSaveFailed(team, failure);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {Team} could not be read; all its entries are replayed.")]
    private partial void LogLoadFailed(GrainId team, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A snapshot of {Team} could not be stored; a later one will be.")]
    private partial void LogSaveFailed(GrainId team, Exception failure);
}

/// <summary>A snapshot and the place in storage that the next one goes to.</summary>
internal sealed record StoredSnapshot(GrainState<SnapshotState> State, TeamSnapshot? Account);

/// <summary>What grain storage holds for a team.</summary>
[GenerateSerializer, Alias("purser.SnapshotState")]
internal sealed class SnapshotState
{
    /// <summary>The format of <see cref="Account"/>: see <see cref="TeamSnapshot.Format"/>.</summary>
    [Id(0)]
    public int Format { get; set; }

    /// <summary>The account, as <see cref="TeamSnapshot.ToBytes"/> wrote it.</summary>
    [Id(1)]
    public byte[]? Account { get; set; }
}
