using System.Net;
using System.Net.Sockets;

namespace Purser.Local;

/// <summary>
/// Free loopback ports from below the range the kernel takes for outgoing connections: a server that is killed and
/// started again on its port must not find it taken by somebody's client meanwhile.
/// </summary>
public static class Ports
{
    private const int First = 15_000;
    private const int Last = 30_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A port that nobody listens on and that this process has not given out before.</summary>
    public static int PickFree()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
            {
                var port = Random.Shared.Next(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new LocalException($"No free port was found on 127.0.0.1 between {First} and {Last}.");
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
