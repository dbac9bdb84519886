using Orleans.Storage;

namespace Purser.Storage;

/// <summary>
/// Keeps grains with text keys apart. Orleans' ADO.NET storage reads a key that looks like a hexadecimal number as that
/// number, so the teams "ab", "AB" and "0ab" would share one row of state. A prefix that no number has makes every key text.
/// </summary>
internal sealed class TextKeyGrainStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>What grains ask for: <c>[PersistentState("…", "snapshots")]</c>.</summary>
    public const string Name = "snapshots";

    public const string InnerName = "snapshots-table";

    private const string Prefix = "key:";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, AsText(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.WriteStateAsync(stateName, AsText(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, AsText(grainId), grainState);

    private static GrainId AsText(GrainId grainId) => GrainId.Create(grainId.Type, Prefix + grainId.Key);
}
