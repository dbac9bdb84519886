using System.CommandLine;
using Purser.Benchmarks.Run;
using Purser.Local;

using var signals = new StopSignals();

// Signals are ours: the library would give a cancelled run two seconds and then end the process.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await BenchCommand.Create().Parse(args).InvokeAsync(configuration, signals.Token);
