using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Purser.Local.Tests;

/// <summary>Stands in for a silo or a gateway: says it is ready and repeats what it was told in its environment.</summary>
internal static class DummyServer
{
    public const string Variable = "PURSER_DUMMY";

    public const string Obedient = "obedient";
    public const string NeverReady = "never-ready";
    public const string Broken = "broken";
    public const string Deaf = "deaf";

    public static async Task<int> RunAsync(string behaviour)
    {
        if (behaviour is Broken)
        {
            await Console.Error.WriteLineAsync("the flux capacitor is missing");
            return 3;
        }

        using var stop = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (behaviour is not Deaf)
            {
                stop.Cancel();
            }
        });
        var url = new Uri(Environment.GetEnvironmentVariable("ASPNETCORE_URLS")!);
        using var listener = new TcpListener(IPAddress.Parse(url.Host), url.Port);
        listener.Start();
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client.GetStream(), behaviour, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Out.WriteLineAsync("drained");
            return 0;
        }
    }

    /// <summary>The least of HTTP that a health check needs.</summary>
    private static async Task AnswerAsync(NetworkStream stream, string behaviour, CancellationToken stop)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(stop) is { Length: > 0 })
        {
            // The request does not matter.
        }

        var isReady = behaviour is not NeverReady;
        var body = Encoding.UTF8.GetBytes(
            isReady ? JsonSerializer.Serialize(Environment.GetEnvironmentVariables()) : "still waiting for the moon");
        var head = $"HTTP/1.1 {(isReady ? "200 OK" : "503 Service Unavailable")}\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
        await stream.WriteAsync(body, stop);
    }
}
