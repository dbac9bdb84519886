using System.Buffers.Binary;
using System.Buffers.Text;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Usage;

/// <summary>
/// Where the next page goes on. Opaque, so that what is in it may change: the first byte says what it is.
/// </summary>
internal static class UsageCursor
{
    private const byte BeforeEntry = (byte)'u';
    private const int Length = 1 + sizeof(long);

    public static string? Write(long? before)
    {
        if (before is not { } entryId)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = BeforeEntry;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], entryId);
        return Base64Url.EncodeToString(bytes);
    }

    public static long? Read(Query query, string name)
    {
        if (query.Text(name) is not { } text)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length == Base64Url.GetEncodedLength(Length)
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == Length
            && bytes[0] == BeforeEntry
            && BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) is > 0 and var entryId)
        {
            return entryId;
        }

        throw Query.Invalid(name, $"{name} must be the `next` of an earlier page, unchanged.");
    }
}
