using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Purser.Accounts;

namespace Purser.Teams;

/// <summary>
/// Snapshots of teams in Orleans' grain storage. They are a cache: one that is lost, damaged, stale or of an unknown format
/// costs a longer replay and nothing else. One that cannot be read just now is none of these: a large team would replay
/// millions of entries because the database was busy for a moment.
/// </summary>
internal sealed partial class SnapshotStore(
    [FromKeyedServices(SnapshotStore.StorageName)] IGrainStorage storage, ILogger<SnapshotStore> log)
{
    /// <summary>The name of the grain storage provider that holds snapshots.</summary>
    public const string StorageName = "snapshots";

    private const string StateName = "team";

    /// <summary>The last snapshot that can be used; none where there is none, or it is damaged.</summary>
    /// <exception cref="LedgerUnavailableException">Whether there is one cannot be told now.</exception>
    public async Task<StoredSnapshot> LoadAsync(GrainId team)
    {
        var stored = new GrainState<SnapshotState>(new SnapshotState());
        try
        {
            await storage.ReadStateAsync(StateName, team, stored);
        }
        catch (Exception failure) when (IsPassing(failure))
        {
            throw Unreadable(team, failure);
        }
        catch (Exception damage)
        {
            LogDamaged(team, damage);
            return new StoredSnapshot(stored, Account: null);
        }

        var snapshot = stored is { RecordExists: true, State: { Format: >= TeamSnapshot.OldestFormat and <= TeamSnapshot.Format, Account: { } bytes } }
            ? TeamSnapshot.FromBytes(bytes)
            : null;
        return new StoredSnapshot(stored, snapshot?.TeamId.Value == team.Key.ToString() ? snapshot : null);
    }

    /// <remarks>Without the cause as an inner exception: it could not be sent to a caller in another process.</remarks>
    private static LedgerUnavailableException Unreadable(GrainId team, Exception failure) =>
        new($"The snapshot of team {team.Key} could not be read: {failure.Message}");

    /// <summary>Whether the storage is to blame, and not what it holds.</summary>
    private static bool IsPassing(Exception? failure) =>
        failure is DbException or TimeoutException or IOException or OperationCanceledException
        || (failure?.InnerException is { } cause && IsPassing(cause));

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {Team} is damaged; all its entries are replayed.")]
    private partial void LogDamaged(GrainId team, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A snapshot of {Team} could not be stored; a later one will be.")]
    private partial void LogSaveFailed(GrainId team, Exception failure);
}

/// <summary>A snapshot and the place in storage that the next one goes to.</summary>
internal sealed record StoredSnapshot(GrainState<SnapshotState> State, TeamSnapshot? Account)
{
    /// <summary>Whether what is stored is of a format that says what people are called.</summary>
    public bool SaysNames => State is { RecordExists: true, State: { Format: < TeamSnapshot.FirstWithoutNames, Account: not null } };
}

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
