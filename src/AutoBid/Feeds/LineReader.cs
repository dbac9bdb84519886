using System.Buffers;
using System.IO.Pipelines;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>Reads lines of bytes as they come, and never holds more than the longest that is allowed.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>Longest line, in bytes.</summary>
    public const int Longest = 1024 * 1024;

    private readonly PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
    private int number;

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="IOException">The stream cannot be read further.</exception>
    public async ValueTask<Line?> NextAsync(CancellationToken cancellation)
    {
        var isTooLong = false;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Take(buffer.Slice(0, end), isTooLong);
                pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                var last = buffer.IsEmpty && !isTooLong ? (Line?)null : Take(buffer, isTooLong);
                pipe.AdvanceTo(buffer.End);
                return last;
            }

            isTooLong |= buffer.Length > Longest;
            pipe.AdvanceTo(isTooLong ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private Line Take(ReadOnlySequence<byte> bytes, bool isTooLong) =>
        isTooLong || bytes.Length > Longest ? new Line(++number, null) : new Line(++number, bytes.ToArray());
}

/// <summary>A line without its end.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Null where it is longer than <see cref="LineReader.Longest"/>.</param>
internal readonly record struct Line(int Number, byte[]? Bytes);
