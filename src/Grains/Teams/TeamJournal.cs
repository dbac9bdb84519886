using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>
/// A team's account together with the right to write its ledger. The account runs ahead of the table by the entries in
/// flight; nothing it says is told to anyone before those are durable.
/// </summary>
/// <remarks>
/// Between <see cref="PassTime"/>, <see cref="Record"/> and <see cref="CommitAsync"/> there must be no await: that is
/// what makes a decision atomic. Once an append fails the journal is lost, and a new one is opened from the table.
/// </remarks>
/// <param name="lease">The right to write the team, taken before it was read.</param>
/// <param name="account">As the table had it.</param>
/// <param name="recentKeys">The keys its last entries used.</param>
/// <param name="readFrom">The timestamp before it was read.</param>
/// <param name="shared">What all journals share.</param>
internal sealed class TeamJournal(
    WriteLease lease, TeamAccount account, RecentKeys recentKeys, long readFrom, TeamJournals shared)
{
    private List<Entry> recorded = [];
    private Append? lastAppend;
    private long durable = account.Version;
    private long provenAt = readFrom;

    public TeamAccount Account => account;

    /// <summary>Whether an append or the connection failed: what <see cref="Account"/> says may not be what the table says.</summary>
    public bool IsLost => lease.IsLost;

    /// <summary>Whether another activation was seen to write the team.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>The entry that probably used an idempotency key last; 0 when the key is probably new.</summary>
    public long LastUse(string key) => recentKeys.LastUse(key);

    /// <summary>Whether the account has an entry of the table. If not, another activation wrote it, and the journal is lost.</summary>
    public bool Knows(Entry entry)
    {
        if (entry.Seq > account.Version)
        {
            lease.Lose();
        }

        return !IsLost;
    }

    /// <summary>Makes sure that so many more entries may be in flight.</summary>
    /// <exception cref="TeamBusyException">They may not.</exception>
    public void EnsureRoom(int entries) => shared.Writer.EnsureRoom(lease, entries);

    /// <summary>Makes sure that so many more debits may be held. Asked once time has passed: what expired makes room.</summary>
    /// <exception cref="TeamBusyException">They may not.</exception>
    public void EnsureRoomForHolds(int holds)
    {
        if (holds > 0 && account.Holds.Count + holds > shared.Options.HoldsPerTeam)
        {
            throw new TeamBusyException(
                $"Team {account.TeamId} has {account.Holds.Count} debits on hold; confirm or reverse some, or wait until they expire.");
        }
    }

    /// <summary>What time it is for the team. Whatever time has done to the team until now is recorded.</summary>
    public DateTimeOffset PassTime(ResetCause cause = ResetCause.Access)
    {
        var now = account.Now(shared.Guard.Now());
        while (PassingOfTime.Due(account, now, cause) is { Count: > 0 } due)
        {
            foreach (var happened in due)
            {
                Record(happened, now);
            }
        }

        return now;
    }

    /// <summary>Records a decided event; it is not durable before <see cref="CommitAsync"/> says so.</summary>
    public Entry Record(TeamEvent happened, DateTimeOffset now, string? key = null)
    {
        Entry entry;
        try
        {
            entry = account.Append(happened, now, key);
        }
        catch
        {
            // The account may be half-changed: nobody may build on it.
            lease.Lose();
            throw;
        }

        recorded.Add(entry);
        if (key is not null)
        {
            recentKeys.Add(key, entry.Seq, durable);
        }

        return entry;
    }

    /// <summary>Makes durable what was recorded, and waits for everything recorded before it.</summary>
    /// <returns>False: nothing of it was written; decide anew with a new journal, looking keys up first.</returns>
    /// <exception cref="LedgerUnavailableException">The outcome is unknown, or another activation writes this team.</exception>
    public async Task<bool> CommitAsync()
    {
        if (recorded.Count > 0)
        {
            lastAppend = shared.Writer.Append(lease, recorded, shared.Clock.GetTimestamp());
            recorded = [];
        }

        if (lastAppend is not { } append)
        {
            return !IsLost;
        }

        switch (await append.Outcome)
        {
            case AppendOutcome.Committed:
                // When it was queued: the commit is later, but how much later the machine may have slept through.
                provenAt = Math.Max(provenAt, append.QueuedAt);
                durable = Math.Max(durable, append.Entries[^1].Seq);
                lastAppend = lastAppend == append ? null : lastAppend;
                return true;
            case AppendOutcome.Superseded:
                return false;
            case AppendOutcome.Fenced:
                IsFenced = true;
                throw new LedgerUnavailableException($"Team {account.TeamId} is being served elsewhere; try again.");
            default:
                throw new LedgerUnavailableException(
                    $"Whether the change of team {account.TeamId} is durable is not known; try again with the same key.");
        }
    }

    /// <summary>
    /// Whether this activation is the one that writes the team: proved by a commit or a look at the table, neither longer
    /// ago than <see cref="LedgerOptions.ProofLasts"/>. A stale activation must not say no, nor show old numbers; and one that
    /// knows more than the table, which was put back to an earlier state, must not show what is no more.
    /// </summary>
    public async Task<bool> IsCurrentAsync()
    {
        if (!await CommitAsync())
        {
            return false;
        }

        if (shared.Clock.GetElapsedTime(provenAt) < shared.Options.ProofLasts)
        {
            return true;
        }

        var asked = shared.Clock.GetTimestamp();
        var committed = durable;
        var lastInTable = await shared.Reader.LastSeqAsync(account.TeamId);
        if (lastInTable < committed || lastInTable > account.Version)
        {
            lease.Lose();
            return false;
        }

        // Entries up to the table's last may have been in flight: that they commit shows that they are ours.
        if (!await CommitAsync())
        {
            return false;
        }

        provenAt = asked;
        return true;
    }
}
