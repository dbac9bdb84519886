using Orleans.Storage;

namespace Purser.Storage;

/// <summary>
/// Keeps grains apart by their whole id. Orleans' ADO.NET storage knows a grain by its key alone, without its type, and
/// reads a key that looks like a hexadecimal number as that number: the teams "ab", "AB" and "0ab" would share one row
/// of state. Here the key of the row is the text of type and key, which is no number.
/// </summary>
internal sealed class WholeIdGrainStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>What grains ask for: <c>[PersistentState("…", "snapshots")]</c>.</summary>
    public const string Name = "snapshots";

    public const string InnerName = "snapshots-table";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, KeyOf(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.WriteStateAsync(stateName, KeyOf(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, KeyOf(grainId), grainState);

    private static GrainId KeyOf(GrainId grainId) => GrainId.Create(grainId.Type, grainId.ToString());
}
