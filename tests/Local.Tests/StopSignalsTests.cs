using System.Diagnostics;

namespace Purser.Local.Tests;

public sealed class StopSignalsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT", "")]
    [InlineData("TERM", "")]
    [InlineData("INT", "trap '' INT; ")]
    public async Task A_signal_to_stop_is_heard_even_where_the_shell_before_us_ignored_it(string signal, string before)
    {
        using var listener = Process.Start(new ProcessStartInfo(
            "sh", ["-c", before + "exec dotnet \"$0\"", typeof(StopSignalListener).Assembly.Location])
        {
            Environment = { [StopSignalListener.Variable] = "1" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        Assert.Equal(StopSignalListener.Listening, await listener.StandardOutput.ReadLineAsync(Cancellation));

        using var kill = Process.Start("kill", ["-s", signal, listener.Id.ToString()]);

        Assert.Equal(StopSignalListener.Stopped, await listener.StandardOutput.ReadLineAsync(Cancellation));
        await listener.WaitForExitAsync(Cancellation);
        Assert.Equal(0, listener.ExitCode);
    }
}
