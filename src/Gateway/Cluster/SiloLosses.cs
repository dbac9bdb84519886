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
    public const int Sweeps = 20;

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private CancellationTokenSource pulse = new();
    private int done = Sweeps;
    private bool isUnderWay;
    private volatile bool isAnyLeft = true;
    private volatile bool isTold;

    public SiloLosses(ICluster cluster, TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(static losses => ((SiloLosses)losses!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        cluster.SiloLost += (_, loss) => Begin(loss);
        cluster.SiloFound += (_, _) => isAnyLeft = true;
    }

    /// <summary>At each sweep, and when the last silo is lost.</summary>
    public event EventHandler? Swept;

    /// <summary>Is canceled at the next sweep, and when the last silo is lost.</summary>
    public CancellationToken NextSweep => Volatile.Read(ref pulse).Token;

    /// <summary>False after the last silo was lost: all that was in flight was on it.</summary>
    public bool IsAnyLeft => isAnyLeft;

    /// <summary>
    /// Whether a call that has lived through so many sweeps goes again: at its second, and then each time after twice as long. A
    /// call may be slow for reasons of its own.
    /// </summary>
    public static bool IsDue(int sweeps) => BitOperations.IsPow2(sweeps - 1);

    /// <summary>Whether a loss is known. While it is only suspected, nothing goes again but what was turned away.</summary>
    public bool IsTold => isTold;

    /// <summary>
    /// Whether a call was turned away, because a silo that is gone is still believed to be there; or was lost with it. One that is turned away
    /// because there is too much to do is not to come again.
    /// </summary>
    public static bool IsTurnedAway(Exception failure) => failure is OrleansException and not (GatewayTooBusyException or LimitExceededException);

    /// <summary>
    /// A call was turned away: a silo is gone, whether or not anybody has said so yet. What was turned away may wait for the next sweep.
    /// </summary>
    /// <returns>False: there is none, and nothing to wait for.</returns>
    public bool Suspect()
    {
        lock (gate)
        {
            if (!isUnderWay && isAnyLeft)
            {
                (isUnderWay, isTold, done) = (true, false, 0);
                timer.Change(Interval, Timeout.InfiniteTimeSpan);
            }

            return isUnderWay;
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        pulse.Dispose();
    }

    private void Begin(SiloLossEventArgs loss)
    {
        lock (gate)
        {
            isAnyLeft = loss.Left > 0;
            isUnderWay = isAnyLeft;
            isTold = true;
            done = 0;
        }

        Sweep();
    }

    private void Sweep()
    {
        CancellationTokenSource over;
        lock (gate)
        {
            // Said before the sweep: who sees that it is under way will see a sweep after that.
            done++;
            isUnderWay = isAnyLeft && done < Sweeps;
            timer.Change(isUnderWay ? Interval : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            over = Interlocked.Exchange(ref pulse, new CancellationTokenSource());
        }

        _ = over.CancelAsync();
        Swept?.Invoke(this, EventArgs.Empty);
    }
}
