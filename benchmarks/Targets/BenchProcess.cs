using System.Net;
using System.Net.Sockets;
using Purser.Local;

namespace Purser.Benchmarks.Targets;

/// <summary>A peer's process: started, waited for, stopped.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HttpClient Http = new();

    private readonly ChildProcess process;

    private BenchProcess(string name, ChildProcess process) => (Name, this.process) = (name, process);

    public string Name { get; }

    public int ProcessId => process.Identity.Pid;

    public static async Task<BenchProcess> StartAsync(
        string name,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string?> environment,
        string folder,
        Func<Task<bool>> isReady)
    {
        var logFile = Path.Combine(folder, $"{name}.log");
        var started = ChildProcess.Start(new ChildCommand(name, command, logFile)
        {
            Environment = environment,
            // ASP.NET watches its working folder and all below it.
            WorkingDirectory = AppContext.BaseDirectory,
        });
        var ready = await Poll.UntilAsync(
            async () => started.Exited.IsCompleted || await isReady(), Patience, TimeProvider.System, CancellationToken.None);
        if (ready && !started.Exited.IsCompleted)
        {
            return new BenchProcess(name, started);
        }

        started.Kill();
        throw new LocalException($"{name} did not start.\n{LogTail.Of(logFile)}");
    }

    public static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static async Task<bool> IsHealthyAsync(Uri url)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(url, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync() => await process.StopAsync(Patience, TimeProvider.System);
}
