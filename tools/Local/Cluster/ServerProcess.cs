namespace Purser.Local;

/// <summary>A silo or a gateway as a process of its own, always on the same ports.</summary>
public sealed class ServerProcess : ISupervised
{
    private static readonly HttpClient Health = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string assembly;
    private readonly IReadOnlyDictionary<string, string?> environment;
    private readonly PidFiles pidFiles;
    private readonly LocalClusterOptions options;
    private ChildProcess? process;

    internal ServerProcess(
        string name,
        string assembly,
        Uri url,
        IReadOnlyDictionary<string, string?> environment,
        DataFolder data,
        LocalClusterOptions options)
    {
        Name = name;
        Url = url;
        LogFile = data.NewLog(name);
        this.assembly = assembly;
        this.environment = environment;
        pidFiles = data.PidFiles();
        this.options = options;
    }

    public string Name { get; }

    public Uri Url { get; }

    public string LogFile { get; }

    public int? ProcessId => process?.Identity is { IsAlive: true } alive ? alive.Pid : null;

    Task<int> ISupervised.Exited => process?.Exited ?? Task.FromResult(0);

    /// <summary>Starts it, on the ports it had before, and waits until it says it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (ProcessId is not null)
        {
            throw new InvalidOperationException($"{Name} is running.");
        }

        string[] command = [DotnetHost.Path, assembly];
        process = ChildProcess.Start(new ChildCommand(Name, command, LogFile)
        {
            Environment = environment,
            // Where ASP.NET looks for appsettings.json and the files it serves.
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        });
        pidFiles.Write(Name, process.Identity, command);
        await WaitUntilReadyAsync(process, cancellation);
    }

    /// <summary>Asks it to drain and end; past the deadline it is killed, and a line says so.</summary>
    public async Task StopAsync()
    {
        if (process is not null && !await process.StopAsync(options.StopDeadline, options.Clock))
        {
            options.Notify(
                $"{Name} did not stop within {options.StopDeadline.TotalSeconds:0} s and was killed; see {LogFile}.");
        }

        pidFiles.Delete(Name);
    }

    /// <summary>Asks it to drain and end, waits as long as that takes, and says how it ended.</summary>
    public async Task<int> EndAsync()
    {
        var running = process ?? throw new InvalidOperationException($"{Name} is not running.");
        running.Identity.Send(Signal.Terminate);
        var exitCode = await running.Exited;
        pidFiles.Delete(Name);
        return exitCode;
    }

    /// <summary>Ends it on the spot, as a crash would (kill -9).</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.Exited;
        }
    }

    /// <summary>Freezes it in the middle of whatever it does (SIGSTOP), as a long pause of its machine would.</summary>
    public void Pause() => process?.Identity.Send(Signal.Stop);

    public void Resume() => process?.Identity.Send(Signal.Continue);

    private async Task WaitUntilReadyAsync(ChildProcess started, CancellationToken cancellation)
    {
        var answer = "no answer";
        var ready = await Poll.UntilAsync(
            async () =>
            {
                if (started.Exited.IsCompleted)
                {
                    throw new LocalException(
                        $"{Name} exited with code {await started.Exited} while starting.\n{LogTail.Of(LogFile)}");
                }

                try
                {
                    using var response = await Health.GetAsync(new Uri(Url, "/health/ready"), cancellation);
                    answer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}";
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
                catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    return false;
                }
            },
            options.ReadyDeadline,
            options.Clock,
            cancellation);
        if (!ready)
        {
            await KillAsync();
            throw new LocalException(
                $"{Name} was not ready within {options.ReadyDeadline.TotalSeconds:0} s: {Url}health/ready said: {answer}\n"
                + LogTail.Of(LogFile));
        }
    }
}
