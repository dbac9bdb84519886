using System.CommandLine;
using Purser.StripeStandIn;

namespace Purser.Local;

internal static class Program
{
    private const int Failed = 1;
    private const int BadOptions = 2;

    public static async Task<int> Main(string[] args)
    {
        using var signals = new StopSignals();

        var root = RunCommand.Create((options, stop) => new RunSession(options, Console.Out).RunAsync(stop));
        root.Add(InstallCommand.Create(
            "install-postgres", "PostgreSQL's server binaries", static (notify, stop) => PostgresInstaller.EnsureAsync(major: null, notify, stop), Console.Out));
        root.Add(InstallCommand.Create("install-chromium", "Chromium", ChromiumInstaller.EnsureAsync, Console.Out));
        root.Add(InstallCommand.Create("install-prometheus", "Prometheus", PrometheusInstaller.EnsureAsync, Console.Out));
        root.Add(InstallCommand.Create("install-node", "Node and npm", NodeInstaller.EnsureAsync, Console.Out));

        var parsed = root.Parse(args);
        if (RunCommand.Complaints(parsed) is { Count: > 0 } complaints)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', complaints));
            await Console.Error.WriteLineAsync("./run --help lists the options.");
            return BadOptions;
        }

        try
        {
            // Signals are ours: the library would give a cancelled action two seconds and then end the process.
            var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, signals.Token);
        }
        catch (Exception failure) when (failure is LocalException or StandInException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }
}
