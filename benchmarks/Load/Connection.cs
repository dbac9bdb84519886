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
    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private int received;

    public Connection(IPEndPoint server)
    {
        socket.Connect(server);
        Descriptor = (int)socket.Handle;
    }

    public int Descriptor { get; }

    public long SentAt { get; private set; }

    /// <summary>A request that could not be sent shows as a broken connection at the next read.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        received = 0;
        SentAt = Stopwatch.GetTimestamp();
        Epoll.Send(Descriptor, request);
    }

    public Receipt Receive(out int status)
    {
        status = 0;
        var count = Epoll.Receive(Descriptor, buffer.AsSpan(received));
        if (count == 0)
        {
            return Receipt.Broken;
        }

        received += Math.Max(0, count);
        return HttpResponse.IsComplete(buffer.AsSpan(0, received), out status) ? Receipt.Complete : Receipt.Partial;
    }

    public void Dispose() => socket.Dispose();
}
