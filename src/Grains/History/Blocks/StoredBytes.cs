using System.Buffers;
using System.Text;

namespace Purser.History.Blocks;

/// <summary>Numbers in as few bytes as they need, seven bits in each, and text with its length before it.</summary>
internal static class StoredBytes
{
    public static void Write(this IBufferWriter<byte> output, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var span = output.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            span[length++] = (byte)(number & 0x7f | 0x80);
        }

        span[length++] = (byte)number;
        output.Advance(length);
    }

    public static void Write(this IBufferWriter<byte> output, string text)
    {
        output.Write(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    /// <summary>Reads a number and moves on.</summary>
    public static long Number(ref ReadOnlySpan<byte> input)
    {
        long number = 0;
        for (int at = 0, shift = 0; ; at++, shift += 7)
        {
            number |= (long)(input[at] & 0x7f) << shift;
            if (input[at] < 0x80)
            {
                input = input[(at + 1)..];
                return number;
            }
        }
    }

    /// <summary>Reads text and moves on.</summary>
    public static string Text(ref ReadOnlySpan<byte> input) => Encoding.UTF8.GetString(Take(ref input, (int)Number(ref input)));

    /// <summary>Takes so many bytes and moves on.</summary>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input, int length)
    {
        var taken = input[..length];
        input = input[length..];
        return taken;
    }
}
