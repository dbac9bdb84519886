namespace Purser.Benchmarks.Load;

/// <summary>As much of HTTP/1.1 as an answer needs when only one is under way per connection.</summary>
internal static class HttpResponse
{
    /// <summary>Whether the answer is complete, and its status.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> received, out int status)
    {
        status = 0;
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        status = ((received[9] - '0') * 100) + ((received[10] - '0') * 10) + (received[11] - '0');
        var length = received[..head].IndexOf("Content-Length: "u8);
        return length < 0
            ? received.EndsWith("0\r\n\r\n"u8)
            : received.Length >= head + 4 + Number(received[(length + 16)..head]);
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                break;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
