using System.CommandLine;

namespace Purser.Local;

/// <summary>For <c>./test</c>: the tests of the metrics let a real Prometheus read them.</summary>
internal static class InstallPrometheusCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("install-prometheus", "Fetches Prometheus if it is missing.")
        {
            Hidden = true,
        };
        command.SetAction(async (_, cancellation) =>
        {
            await PrometheusBinaries.EnsureAsync(output.WriteLine, cancellation);
            return 0;
        });
        return command;
    }
}
