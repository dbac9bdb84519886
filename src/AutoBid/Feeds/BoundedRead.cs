namespace Purser.AutoBid.Worker.Feeds;

/// <summary>Reads a stream into memory, up to a limit.</summary>
internal static class BoundedRead
{
    /// <returns>Null where there are more than <paramref name="most"/> bytes.</returns>
    public static async Task<byte[]?> ToEndAsync(Stream stream, int most, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var size)
        {
            if (whole.Length + size > most)
            {
                return null;
            }

            whole.Write(buffer, 0, size);
        }

        return whole.ToArray();
    }
}
