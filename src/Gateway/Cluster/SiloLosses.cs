using System.Numerics;

namespace Purser.Gateway.Cluster;

/// <summary>
/// Says when calls without an answer are to be sent again. Orleans' client leaves a call whose silo is gone to its timeout, and
/// nothing tells which calls those are: a call is on the silo that relays it and on the silo of its grain. So after a silo is
/// lost there are sweeps for a while, and whatever has had no answer from one sweep to the next goes again, over what is left.
/// </summary>
internal sealed class SiloLosses : IDisposable
{
    /// <summary>Silos that are left answer what is on them well within it.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Ten seconds of them. The lost silo's grains move when the rest have declared it dead: after two to four seconds, and more
    /// where everybody is busy.
    /// </summary>
    private const int Sweeps = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private CancellationTokenSource _pulse = new();
    private int _done = Sweeps;
    private volatile bool _isUnderWay;
    private volatile bool _isAnyLeft = true;

    public SiloLosses(ICluster cluster, TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static losses => ((SiloLosses)losses!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        cluster.SiloLost += (_, loss) => Begin(loss);
    }

    /// <summary>At each sweep, and when the last silo is lost.</summary>
    public event EventHandler? Swept;

    /// <summary>Is canceled at the next sweep, and when the last silo is lost.</summary>
    public CancellationToken NextSweep => Volatile.Read(ref _pulse).Token;

    /// <summary>Whether a sweep is still to come: what a silo turns away now may wait for it.</summary>
    public bool IsUnderWay => _isUnderWay;

    /// <summary>False after the last silo was lost: all that was in flight was on it.</summary>
    public bool IsAnyLeft => _isAnyLeft;

    /// <summary>
    /// Whether a call that has lived through so many sweeps goes again: at its second, and then each time after twice as long. A
    /// call may be slow for reasons of its own.
    /// </summary>
    public static bool IsDue(int sweeps) => BitOperations.IsPow2(sweeps - 1);

    public void Dispose()
    {
        _timer.Dispose();
        _pulse.Dispose();
    }

    private void Begin(SiloLossEventArgs loss)
    {
        lock (_gate)
        {
            _isAnyLeft = loss.Left > 0;
            _isUnderWay = _isAnyLeft;
            _done = 0;
        }

        Sweep();
    }

    private void Sweep()
    {
        CancellationTokenSource pulse;
        lock (_gate)
        {
            // Said before the sweep: who sees that it is under way will see a sweep after that.
            _done++;
            _isUnderWay = _isAnyLeft && _done < Sweeps;
            _timer.Change(_isUnderWay ? Interval : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            pulse = Interlocked.Exchange(ref _pulse, new CancellationTokenSource());
        }

        _ = pulse.CancelAsync();
        Swept?.Invoke(this, EventArgs.Empty);
    }
}
