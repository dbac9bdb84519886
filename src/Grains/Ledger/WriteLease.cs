namespace Purser.Ledger;

/// <summary>
/// One activation's right to append a team's next entries. It is good for one connection of the lane: the team was read
/// after that was made, so the entries are added to the very table that was read. A server that failed over, or was
/// restored, comes with new connections and may lack what was read before.
/// It is lost for good with the connection, and once an append failed: nothing queued behind that may be written any more,
/// since it builds on entries that are not there. The activation then takes a new one and reads the ledger again.
/// </summary>
/// <param name="teamId">Whose ledger.</param>
/// <param name="session">The connection over which it is written.</param>
internal sealed class WriteLease(TeamId teamId, LaneSession<EntryRows> session)
{
    private volatile bool lost;
    private int rowsInFlight;

    public TeamId TeamId { get; } = teamId;

    public LaneSession<EntryRows> Session => session;

    /// <summary>Whether nothing may be written under it any more.</summary>
    public bool IsLost => lost || session.IsLost;

    /// <summary>Rows between decision and commit.</summary>
    public int RowsInFlight => Volatile.Read(ref rowsInFlight);

    public void Lose() => lost = true;

    public void Enter(int rows) => Interlocked.Add(ref rowsInFlight, rows);

    public void Leave(int rows) => Interlocked.Add(ref rowsInFlight, -rows);
}
