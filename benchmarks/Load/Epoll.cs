using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Purser.Benchmarks.Load;

/// <summary>
/// Linux' epoll, bare: one thread, and per answer one wait at most, one read and one write, which is what wrk does.
/// .NET's own sockets cost about twice the CPU per request, and that CPU would be missing from what is measured.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint Readable = 1;
    private const int NoSignal = 0x4000;
    private const int DoNotWait = 0x40;
    private const int TryAgain = 11;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86-64 and only there.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 12 : 16;
    private static readonly int TagOffset = EventSize - sizeof(long);

    private readonly int descriptor;
    private readonly byte[] events;

    public Epoll(int capacity)
    {
        descriptor = Checked(epoll_create1(0));
        events = new byte[capacity * EventSize];
    }

    public void Watch(int socket, int tag)
    {
        Span<byte> request = stackalloc byte[16];
        request.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(request, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(request[TagOffset..], tag);
        Checked(epoll_ctl(descriptor, Add, socket, request));
    }

    public void Forget(int socket) => Checked(epoll_ctl(descriptor, Remove, socket, stackalloc byte[16]));

    /// <summary>Waits until something can be read, or the time is up; answers how many sockets are ready.</summary>
    public int Wait(int milliseconds)
    {
        var ready = epoll_wait(descriptor, events, events.Length / EventSize, milliseconds);
        return ready < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(ready);
    }

    /// <summary>The tag of the n-th ready socket.</summary>
    public int Tag(int n) =>
        (int)BinaryPrimitives.ReadInt64LittleEndian(events.AsSpan((n * EventSize) + TagOffset));

    /// <summary>Bytes read; 0 when the other side has closed, −1 when there is nothing to read yet.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        var count = (int)recv(socket, into, (nuint)into.Length, DoNotWait);
        return count < 0 && Marshal.GetLastPInvokeError() != TryAgain ? 0 : count;
    }

    /// <summary>A request fits any send buffer, and there is never more than one under way.</summary>
    public static bool Send(int socket, ReadOnlySpan<byte> request) =>
        send(socket, request, (nuint)request.Length, NoSignal) == request.Length;

    public void Dispose() => _ = close(descriptor);

    private static int Checked(int result) => result < 0 ? throw new Win32Exception() : result;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, Span<byte> request);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, Span<byte> events, int capacity, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, Span<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, ReadOnlySpan<byte> buffer, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
