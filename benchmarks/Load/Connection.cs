using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Purser.Benchmarks.Load;

internal enum Receipt
{
    Partial,
    Complete,
    Broken,
}

/// <summary>A keep-alive connection with at most one request under way.</summary>
internal sealed class Connection : IDisposable
{
    // An answer is below 1 KiB; a problem document may be a little longer.
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private int _received;

    public Connection(IPEndPoint server)
    {
        _socket.Connect(server);
        Descriptor = (int)_socket.Handle;
    }

    public int Descriptor { get; }

    public long SentAt { get; private set; }

    /// <summary>A request that could not be sent shows as a broken connection at the next read.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        _received = 0;
        SentAt = Stopwatch.GetTimestamp();
        Epoll.Send(Descriptor, request);
    }

    public Receipt Receive(out int status)
    {
        status = 0;
        var count = Epoll.Receive(Descriptor, _buffer.AsSpan(_received));
        if (count == 0)
        {
            return Receipt.Broken;
        }

        _received += Math.Max(0, count);
        return HttpResponse.IsComplete(_buffer.AsSpan(0, _received), out status) ? Receipt.Complete : Receipt.Partial;
    }

    public void Dispose() => _socket.Dispose();
}
