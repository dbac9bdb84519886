using System.Buffers;

namespace Purser.Client;

/// <summary>What ids and keys may be: the contract's rules. They keep an id from becoming another address, and a key from becoming another header.</summary>
internal static class Ids
{
    private const int Longest = 64;
    private const int LongestKey = 255;

    private static readonly SearchValues<char> OfIds = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static string Checked(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= Longest && !id.AsSpan().ContainsAnyExcept(OfIds) && id.AsSpan().ContainsAnyExcept('.')
            ? id
            : throw new ArgumentException($"'{id}' is not an id: 1 to {Longest} of A-Z a-z 0-9 . _ : -, not dots alone.", nameof(id));
    }

    public static string CheckedKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // Blanks at an end would be taken off a header's value.
        return key.Length is >= 1 and <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange(' ', '~') && key[0] != ' ' && key[^1] != ' '
            ? key
            : throw new ArgumentException($"'{key}' is not a key: 1 to {LongestKey} printable ASCII characters, no blank at an end.", nameof(key));
    }
}
