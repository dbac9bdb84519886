using System.Runtime.InteropServices;
using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>Turns the signals that ask a program to end into a stop, and that into an end when it takes too long or is asked for twice.</summary>
internal sealed class WorkerSignals : IDisposable
{
    // A model may take that long for a job; whoever stops services waits longer for them to end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort = new();
    private readonly PosixSignalRegistration[] registrations;

    public WorkerSignals() => registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGHUP)];

    public StopTokens Tokens => new(stop.Token, abort.Token);

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        stop.Dispose();
        abort.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (stop.IsCancellationRequested)
        {
            abort.Cancel();
        }
        else
        {
            abort.CancelAfter(Grace);
            stop.Cancel();
        }
    });
}
