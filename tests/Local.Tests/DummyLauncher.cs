namespace Purser.Local.Tests;

/// <summary>Starts a child, says its pid, and waits to be killed.</summary>
internal static class DummyLauncher
{
    public const string Variable = "PURSER_DUMMY_LAUNCHER";

    public static async Task<int> RunAsync(string folder)
    {
        var child = ChildProcess.Start(new ChildCommand("sleeper", ["sleep", "600"], Path.Combine(folder, "sleeper.log")));
        await Console.Out.WriteLineAsync(child.Identity.Pid.ToString());
        return await child.Exited;
    }
}
