using System.Text.Json.Serialization;

namespace Purser;

/// <summary>Where a credit lies. The numbers are stored in the ledger; never reuse one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Bucket>))]
public enum Bucket : byte
{
    /// <summary>The allowance of the current cycle: refilled at its start, never rolled over.</summary>
    Pool = 1,

    /// <summary>Bought or granted credits: they never reset and are used only when the pool has nothing to give.</summary>
    Extra = 2,
}
