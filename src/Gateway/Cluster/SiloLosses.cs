namespace Purser.Gateway.Cluster;

/// <summary>
/// Says when calls without an answer are to be sent again. Orleans' client leaves a call whose silo is gone to its timeout, and
/// nothing tells which calls those are: a call is on the silo that relays it and on the silo of its grain. So after a silo is
/// lost there are a few sweeps, and whatever has had no answer from one sweep to the next goes again, over what is left.
/// </summary>
internal sealed class SiloLosses : IDisposable
{
    /// <summary>
    /// After the loss. The first only marks what is in flight. By the second, silos that are left have answered what was on them.
    /// The others are for the lost silo's grains, which move when the rest have declared it dead, after two to four seconds.
    /// </summary>
    private static readonly TimeSpan[] Sweeps =
        [TimeSpan.Zero, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(6)];

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private CancellationTokenSource _pulse = new();
    private int _done = Sweeps.Length;
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
            _isUnderWay = _isAnyLeft && _done < Sweeps.Length;
            _timer.Change(
                _isUnderWay ? Sweeps[_done] - Sweeps[_done - 1] : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            pulse = Interlocked.Exchange(ref _pulse, new CancellationTokenSource());
        }

        _ = pulse.CancelAsync();
        Swept?.Invoke(this, EventArgs.Empty);
    }
}
