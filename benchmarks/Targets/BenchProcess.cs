using System.Net;
using System.Net.Sockets;
using Purser.Local;

namespace Purser.Benchmarks.Targets;

/// <summary>A peer's process: started, waited for, stopped.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly HttpClient Http = new();

    private readonly ChildProcess _process;

    private BenchProcess(string name, ChildProcess process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int ProcessId => _process.Identity.Pid;

    public static async Task<BenchProcess> StartAsync(
        string name,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string?> environment,
        string folder,
        Func<Task<bool>> isReady)
    {
        var logFile = Path.Combine(folder, $"{name}.log");
        var process = ChildProcess.Start(new ChildCommand(name, command, logFile)
        {
            Environment = environment,
            // ASP.NET watches its working folder and all below it.
            WorkingDirectory = AppContext.BaseDirectory,
        });
        var ready = await Poll.UntilAsync(
            async () => process.Exited.IsCompleted || await isReady(), Patience, TimeProvider.System, CancellationToken.None);
        if (ready && !process.Exited.IsCompleted)
        {
            return new BenchProcess(name, process);
        }

        process.Kill();
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

    public async ValueTask DisposeAsync() => await _process.StopAsync(Patience, TimeProvider.System);
}
