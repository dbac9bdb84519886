using System.Runtime.InteropServices;

namespace Purser.Local;

/// <summary>Turns the signals that ask a program to end into a cancellation, so that there is time to do it well.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        // .NET leaves an ignored signal ignored; ./run promises to stop on this one.
        Signals.Heed(Signal.Interrupt);
        _registrations =
        [
            Register(PosixSignal.SIGINT),
            Register(PosixSignal.SIGTERM),
            Register(PosixSignal.SIGHUP),
        ];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _stop.Cancel();
        });
}
