using System.Buffers.Binary;
using System.Buffers.Text;

namespace Purser.Gateway.Requests;

/// <summary>
/// Where the next page of entries goes on. Opaque, so that what is in it may change: the first byte says what it is, and of
/// which list.
/// </summary>
internal static class EntryCursor
{
    /// <summary>Of the usage history.</summary>
    public const byte Usage = (byte)'u';

    /// <summary>Of the ledger.</summary>
    public const byte Ledger = (byte)'l';

    /// <summary>Of the cycles.</summary>
    public const byte Cycles = (byte)'c';

    /// <summary>Of the audit log.</summary>
    public const byte AuditLog = (byte)'a';

    private const int Length = 1 + sizeof(long);

    public static string? Write(byte list, long? before)
    {
        if (before is not { } entryId)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = list;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], entryId);
        return Base64Url.EncodeToString(bytes);
    }

    /// <param name="list">The list that it must be of.</param>
    /// <param name="text">The parameter <c>cursor</c>; null where there is none.</param>
    public static long? Read(byte list, string? text)
    {
        if (text is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length == Base64Url.GetEncodedLength(Length)
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == Length
            && bytes[0] == list
            && BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) is > 0 and var entryId)
        {
            return entryId;
        }

        throw Query.Invalid("cursor", "cursor must be the `next` of an earlier page, unchanged.");
    }
}
