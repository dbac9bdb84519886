using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purser.Local.Tests;

public sealed class LeftOverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder data = TemporaryFolder.Create("purser-local-tests");
    private readonly ConcurrentQueue<string> lines = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PidFiles PidFiles => new(data.Path);

    [Fact]
    public async Task A_process_written_down_by_an_earlier_launcher_is_stopped()
    {
        using var sleeper = Sleep();
        PidFiles.Write("silo-1", ProcessIdentity.Of(sleeper.Id)!.Value, ["sleep", "600"]);

        await StopLeftOversAsync();

        await sleeper.WaitForExitAsync(Cancellation);
        Assert.Equal($"Stopping silo-1 (process {sleeper.Id}), which an earlier run left behind …", Assert.Single(lines));
        Assert.Empty(Directory.GetFiles(data.Path));
    }

    [Theory]
    [InlineData(0, "dotnet", "Purser.Silo.dll")]
    [InlineData(-1, "sleep", "600")]
    public async Task A_stranger_that_was_given_the_same_pid_since_is_left_alone(int laterBy, params string[] command)
    {
        using var stranger = Sleep();
        var identity = ProcessIdentity.Of(stranger.Id)!.Value;
        PidFiles.Write("silo-1", identity with { StartTicks = identity.StartTicks + laterBy }, command);

        await StopLeftOversAsync();

        Assert.False(stranger.HasExited);
        Assert.Empty(lines);
        stranger.Kill();
    }

    [Fact]
    public async Task Children_end_with_a_launcher_that_is_killed_on_the_spot()
    {
        // A launcher of its own, so that it can be killed: this executable, told to start a child and wait.
        using var launcher = Process.Start(new ProcessStartInfo("dotnet", typeof(DummyServer).Assembly.Location)
        {
            Environment = { [DummyLauncher.Variable] = data.Path },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var pid = int.Parse((await launcher.StandardOutput.ReadLineAsync(Cancellation))!);
        var child = ProcessIdentity.Of(pid)!.Value;
        Assert.True(child.IsAlive);

        launcher.Kill();

        Assert.True(await Poll.UntilAsync(
            () => Task.FromResult(!child.IsAlive), Patience, TimeProvider.System, Cancellation));
    }

    public void Dispose() => data.Dispose();

    private static Process Sleep()
    {
        var process = Process.Start("sleep", ["600"]);
        // Started means forked: wait for the exec, which gives it its command line.
        SpinWait.SpinUntil(() => ProcessIdentity.Of(process.Id)?.CommandLine is ["sleep", "600"], Patience);
        return process;
    }

    private Task StopLeftOversAsync() => PidFiles.StopLeftOversAsync(lines.Enqueue, TimeProvider.System, Cancellation);
}
