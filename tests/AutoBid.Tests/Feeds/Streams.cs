namespace Purser.AutoBid.Worker.Tests.Feeds;

/// <summary>A stream that is read forwards; what it gives is up to each kind.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>One byte again and again.</summary>
internal sealed class SameByteStream(byte value, long length) : ForwardStream
{
    private long left = length;

    public override int Read(Span<byte> buffer)
    {
        var size = (int)Math.Min(buffer.Length, left);
        buffer[..size].Fill(value);
        left -= size;
        return size;
    }
}

/// <summary>Gives so many bytes at a time.</summary>
internal class PiecewiseStream(byte[] bytes, int size) : ForwardStream
{
    private int at;

    public override int Read(Span<byte> buffer)
    {
        var piece = bytes.AsSpan(at, Math.Min(Math.Min(size, buffer.Length), bytes.Length - at));
        piece.CopyTo(buffer);
        at += piece.Length;
        return piece.Length;
    }
}

/// <summary>Breaks where it should end.</summary>
internal sealed class BreakingStream(byte[] bytes) : PiecewiseStream(bytes, bytes.Length)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and var size ? size : throw new IOException("The disk is gone.");
}
