namespace Purser.Ledger;

/// <summary>
/// One activation's hold on a team's ledger: the right to append the next entries, for as long as every append succeeds.
/// Once an append failed, nothing queued behind it may be written any more (it builds on entries that are not there),
/// so the hold is lost for good; the activation reads the ledger again and takes a new one.
/// </summary>
internal sealed class Hold(string teamId)
{
    private volatile bool lost;
    private int rowsInFlight;

    public string TeamId { get; } = teamId;

    /// <summary>Whether an append of this hold failed.</summary>
    public bool IsLost => lost;

    /// <summary>Rows between decision and commit.</summary>
    public int RowsInFlight => Volatile.Read(ref rowsInFlight);

    public void Lose() => lost = true;

    public void Enter(int rows) => Interlocked.Add(ref rowsInFlight, rows);

    public void Leave(int rows) => Interlocked.Add(ref rowsInFlight, -rows);
}
