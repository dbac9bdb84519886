namespace Purser.Local;

/// <summary>A silo or a gateway as a process of its own, always on the same ports.</summary>
public sealed class ServerProcess : ISupervised
{
    private static readonly HttpClient Health = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string _assembly;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly PidFiles _pidFiles;
    private readonly LocalClusterOptions _options;
    private ChildProcess? _process;

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
        _assembly = assembly;
        _environment = environment;
        _pidFiles = data.PidFiles();
        _options = options;
    }

    public string Name { get; }

    public Uri Url { get; }

    public string LogFile { get; }

    public int? ProcessId => _process?.Identity is { IsAlive: true } process ? process.Pid : null;

    Task<int> ISupervised.Exited => _process?.Exited ?? Task.FromResult(0);

    /// <summary>Starts it, on the ports it had before, and waits until it says it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (ProcessId is not null)
        {
            throw new InvalidOperationException($"{Name} is running.");
        }

        string[] command = [DotnetHost.Path, _assembly];
        _process = ChildProcess.Start(new ChildCommand(Name, command, LogFile)
        {
            Environment = _environment,
            // Where ASP.NET looks for appsettings.json and the files it serves.
            WorkingDirectory = Path.GetDirectoryName(_assembly)!,
        });
        _pidFiles.Write(Name, _process.Identity, command);
        await WaitUntilReadyAsync(_process, cancellation);
    }

    /// <summary>Asks it to drain and end; past the deadline it is killed, and a line says so.</summary>
    public async Task StopAsync()
    {
        if (_process is not null && !await _process.StopAsync(_options.StopDeadline, _options.Clock))
        {
            _options.Notify(
                $"{Name} did not stop within {_options.StopDeadline.TotalSeconds:0} s and was killed; see {LogFile}.");
        }

        _pidFiles.Delete(Name);
    }

    /// <summary>Asks it to drain and end, waits as long as that takes, and says how it ended.</summary>
    public async Task<int> EndAsync()
    {
        var process = _process ?? throw new InvalidOperationException($"{Name} is not running.");
        process.Identity.Send(Signal.Terminate);
        var exitCode = await process.Exited;
        _pidFiles.Delete(Name);
        return exitCode;
    }

    /// <summary>Ends it on the spot, as a crash would (kill -9).</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.Exited;
        }
    }

    /// <summary>Freezes it in the middle of whatever it does (SIGSTOP), as a long pause of its machine would.</summary>
    public void Pause() => _process?.Identity.Send(Signal.Stop);

    public void Resume() => _process?.Identity.Send(Signal.Continue);

    private async Task WaitUntilReadyAsync(ChildProcess process, CancellationToken cancellation)
    {
        var answer = "no answer";
        var ready = await Poll.UntilAsync(
            async () =>
            {
                if (process.Exited.IsCompleted)
                {
                    throw new LocalException(
                        $"{Name} exited with code {await process.Exited} while starting.\n{LogTail.Of(LogFile)}");
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
            _options.ReadyDeadline,
            _options.Clock,
            cancellation);
        if (!ready)
        {
            await KillAsync();
            throw new LocalException(
                $"{Name} was not ready within {_options.ReadyDeadline.TotalSeconds:0} s: {Url}health/ready said: {answer}\n"
                + LogTail.Of(LogFile));
        }
    }
}
