using Purser.Local.Tests;
using Xunit.Runner.InProc.SystemConsole;

// The launcher starts processes: in these tests they are this very executable, playing another part.
if (Environment.GetEnvironmentVariable(DummyServer.Variable) is { } behaviour)
{
    return await DummyServer.RunAsync(behaviour);
}

if (Environment.GetEnvironmentVariable(DummyLauncher.Variable) is { } folder)
{
    return await DummyLauncher.RunAsync(folder);
}

if (Environment.GetEnvironmentVariable(StopSignalListener.Variable) is not null)
{
    return await StopSignalListener.RunAsync();
}

return await ConsoleRunner.Run(args);
