using System.Runtime.InteropServices;

namespace Purser.Local;

/// <summary>Turns the signals that ask a program to end into a cancellation, so that there is time to do it well.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals()
    {
        // .NET leaves an ignored signal ignored; ./run promises to stop on this one.
        Signals.Heed(Signal.Interrupt);
        registrations =
        [
            Register(PosixSignal.SIGINT),
            Register(PosixSignal.SIGTERM),
            Register(PosixSignal.SIGHUP),
        ];
    }

    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
