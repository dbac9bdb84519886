using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Purser.Gateway.Requests;

/// <summary>The members a JSON object may have; the required ones come first.</summary>
internal sealed class MemberNames(string[] required, params string[] optional)
{
    private readonly string[] names = [.. required, .. optional];
    private readonly byte[][] utf8 = [.. required.Concat(optional).Select(Encoding.UTF8.GetBytes)];
    private readonly uint mask = checked((uint)(1UL << required.Length) - 1);

    public string this[int member] => names[member];

    public string All => string.Join(", ", names);

    /// <summary>Which one the reader stands on; −1 when none of them.</summary>
    public int Find(ref readonly Utf8JsonReader reader)
    {
        for (var member = 0; member < utf8.Length; member++)
        {
            if (reader.ValueTextEquals(utf8[member]))
            {
                return member;
            }
        }

        return -1;
    }

    /// <summary>The first required one that was not seen; null when all were.</summary>
    public string? FirstMissing(uint seen)
    {
        var missing = mask & ~seen;
        return missing == 0 ? null : names[BitOperations.TrailingZeroCount(missing)];
    }
}
