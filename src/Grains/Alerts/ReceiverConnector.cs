using System.Net;
using System.Net.Sockets;

namespace Purser.Alerts;

/// <summary>
/// Connects to receivers. A name is resolved once, what it resolves to is checked, and that very address is connected to: a name that
/// means something else the next time leads nowhere else.
/// </summary>
/// <param name="resolve">What a name means.</param>
/// <param name="isAllowed">Which addresses may be connected to.</param>
internal sealed class ReceiverConnector(Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> isAllowed)
{
    /// <summary>Why nothing goes there.</summary>
    public static string NotPublic(string host) => $"{host} is not an address of the public internet.";

    /// <exception cref="ReceiverRefusedException">None of its addresses may be connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await resolve(host, cancellation);
        var allowed = Array.FindAll(addresses, address => isAllowed(address));
        if (allowed.Length == 0)
        {
            throw new ReceiverRefusedException(NotPublic(host));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A receiver may not be connected to.</summary>
internal sealed class ReceiverRefusedException(string message) : IOException(message);
