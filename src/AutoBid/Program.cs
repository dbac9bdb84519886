using Purser.AutoBid.Worker.Cli;
using Purser.AutoBid.Worker.Reporting;
using Purser.Hosting;

using var signals = new WorkerSignals();
var console = new WorkerConsole(Console.Error, isTerminal: !Console.IsErrorRedirected);
var command = new WorkerCommand(
    (options, _) => new WorkerSession(options, console, Console.Out, TimeProvider.System).RunAsync(signals.Tokens),
    static name => SecretFiles.Variable(Environment.GetEnvironmentVariable, name));

var parsed = command.Root.Parse(args);
if (command.Complaints(parsed) is { Count: > 0 } complaints)
{
    console.Say(string.Join('\n', [.. complaints, "--help lists the options, with examples."]));
    return ExitCode.BadOptions;
}

// Signals are ours: the library would give a cancelled action two seconds and then end the process.
return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
