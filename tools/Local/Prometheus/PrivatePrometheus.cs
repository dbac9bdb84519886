namespace Purser.Local;

/// <summary>A Prometheus on loopback that ends with whoever started it.</summary>
public sealed class PrivatePrometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess process;

    private PrivatePrometheus(ChildProcess process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    /// <summary>Where it is asked.</summary>
    public Uri Url { get; }

    /// <summary>Starts it on the <c>prometheus.yml</c> of a folder, where it keeps what it reads, too.</summary>
    /// <exception cref="LocalException">It is not there, or did not start.</exception>
    public static async Task<PrivatePrometheus> StartAsync(string folder, CancellationToken cancellation)
    {
        var binaries = await PrometheusInstaller.EnsureAsync(Console.WriteLine, cancellation);
        var (port, log) = (Ports.PickFree(), Path.Combine(folder, "prometheus.log"));
        var child = ChildProcess.Start(new ChildCommand(
            "prometheus",
            [
                Path.Combine(binaries, "prometheus"), $"--config.file={Path.Combine(folder, "prometheus.yml")}",
                $"--storage.tsdb.path={Path.Combine(folder, "series")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
            ],
            log));
        var started = new PrivatePrometheus(child, new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri);
        if (!await started.IsReadyAsync(cancellation))
        {
            await started.DisposeAsync();
            throw new LocalException($"Prometheus did not start:\n{await File.ReadAllTextAsync(log, cancellation)}");
        }

        return started;
    }

    /// <summary>Runs <c>promtool</c>.</summary>
    public static async Task<(int ExitCode, string Output)> ToolAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var binaries = await PrometheusInstaller.EnsureAsync(Console.WriteLine, cancellation);
        return await ShellCommand.RunAsync([Path.Combine(binaries, "promtool"), .. arguments], cancellation);
    }

    public async ValueTask DisposeAsync() => await process.StopAsync(Patience, TimeProvider.System);

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Url };
        return await Poll.UntilAsync(async () => process.Exited.IsCompleted || await AnswersAsync(http, cancellation), Patience, TimeProvider.System, cancellation)
            && !process.Exited.IsCompleted;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
