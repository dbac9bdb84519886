using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.AuditTrail;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>
/// A team's account together with the right to write its ledger. The account runs ahead of the table by the entries in
/// flight; nothing it says is told to anyone before those are durable.
/// </summary>
/// <remarks>
/// Two may decide on a team: its grain, and <see cref="DirectDebits"/> beside it. So whoever looks at the account, and whoever
/// changes it, holds <see cref="Gate"/> from <see cref="PassTime"/> over the decision to the last <see cref="Record"/>: that is
/// what makes a decision atomic. Once an append fails the journal is lost, and a new one is opened from the table.
/// </remarks>
/// <param name="lease">The right to write the team, taken before it was read.</param>
/// <param name="account">As the table had it.</param>
/// <param name="recentKeys">The keys its last entries used.</param>
/// <param name="readFrom">The timestamp before it was read.</param>
/// <param name="shared">What all journals share.</param>
internal sealed partial class TeamJournal(
    WriteLease lease, TeamAccount account, RecentKeys recentKeys, long readFrom, TeamJournals shared)
{
    /// <summary>How long the next part of the past is waited for: longer than it takes to send.</summary>
    private static readonly TimeSpan PastPause = TimeSpan.FromSeconds(30);

    private List<Entry> recorded = [];
    private List<AuditRow> audited = [];
    private Append? lastAppend;
    private long durable = account.Version;
    private long provenAt = readFrom;
    private long lastSnapshot;
    private long lastTurn = readFrom;
    private volatile bool isFenced;
    private long pastToldAt;
    private TaskCompletionSource? change;

    public TeamId TeamId => lease.TeamId;

    /// <summary>Held while a decision is made. Nobody holds two, and nobody awaits anything with it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The team as decided up to now.</summary>
    /// <exception cref="InvalidOperationException">The gate is not held: another thread may be changing it.</exception>
    public TeamAccount Account => Gate.IsHeldByCurrentThread ? account : throw new InvalidOperationException("The team's gate is not held.");

    /// <summary>Whether an append or the connection failed: what <see cref="Account"/> says may not be what the table says.</summary>
    public bool IsLost => lease.IsLost;

    /// <summary>Whether nothing is decided on the team but by its grain, which is about to go. Set in the gate.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether another activation was seen to write the team.</summary>
    public bool IsFenced => isFenced;

    /// <summary>The entry that probably used an idempotency key last; 0 when the key is probably new.</summary>
    public long LastUse(string key) => recentKeys.LastUse(key);

    /// <summary>Whether the grain is to decide next, though another could: a snapshot is due, or it has not been asked for long.</summary>
    public bool WantsTurn(TimeSpan longest) =>
        Account.Version - lastSnapshot >= shared.Options.EntriesPerSnapshot || shared.Clock.GetElapsedTime(Volatile.Read(ref lastTurn)) > longest;

    /// <summary>Whether the team's past is being told: it has not come to the present yet, where debits of its own begin.</summary>
    public bool IsPastBeingTold => Volatile.Read(ref pastToldAt) is not 0 and var at && shared.Clock.GetElapsedTime(at) < PastPause;

    /// <summary>A part of the past was told; more is to follow, or not.</summary>
    public void NotePastTold(bool isLast) => Volatile.Write(ref pastToldAt, isLast ? 0 : shared.Clock.GetTimestamp());

    /// <summary>Looks at the team as decided up to now.</summary>
    public T Look<T>(Func<TeamAccount, T> look)
    {
        lock (Gate)
        {
            return look(Account);
        }
    }

    /// <summary>Whether the account has an entry of the table. If not, another activation wrote it, and the journal is lost.</summary>
    public bool Knows(Entry entry)
    {
        if (entry.Seq > Look(static account => account.Version))
        {
            lease.Lose();
        }

        return !IsLost;
    }

    /// <summary>Only the grain decides from now on.</summary>
    public void Close()
    {
        lock (Gate)
        {
            IsClosed = true;
            TellOfChange();
        }
    }

    /// <summary>Until there is a durable entry after one, or the journal is of no use any more.</summary>
    public Task ChangeAfterAsync(long version)
    {
        lock (Gate)
        {
            return durable > version || IsLost || IsClosed
                ? Task.CompletedTask
                : (change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The grain was asked for something.</summary>
    public void NoteTurn() => Volatile.Write(ref lastTurn, shared.Clock.GetTimestamp());

    /// <summary>A snapshot was made of the team as of an entry.</summary>
    public void SnapshotMade(long version) => lastSnapshot = version;

    /// <summary>Makes sure that so many more entries may be in flight.</summary>
    /// <exception cref="TeamBusyException">They may not.</exception>
    public void EnsureRoom(int entries) => shared.Writer.EnsureRoom(lease, entries);

    /// <summary>Makes sure that so many more debits may be held. Asked once time has passed: what expired makes room.</summary>
    /// <exception cref="TeamBusyException">They may not.</exception>
    public void EnsureRoomForHolds(int holds)
    {
        if (holds > 0 && Account.Holds.Count + holds > shared.Options.HoldsPerTeam)
        {
            throw new TeamBusyException(
                $"Team {TeamId} has {Account.Holds.Count} debits on hold; confirm or reverse some, or wait until they expire.");
        }
    }

    /// <summary>What time it is for the team.</summary>
    /// <exception cref="LedgerUnavailableException">The database or the silo's clock is not trusted.</exception>
    public DateTimeOffset Now() => Account.Now(shared.Guard.Now());

    /// <summary>What time it is for the team. Whatever time has done to the team until now is recorded.</summary>
    public DateTimeOffset PassTime(ResetCause cause = ResetCause.Access)
    {
        var now = Now();
        while (PassingOfTime.Due(Account, now, cause) is { Count: > 0 } due)
        {
            foreach (var happened in due)
            {
                Record(happened, now, by: Actor.Purser);
            }
        }

        return now;
    }

    /// <summary>Records a decided event; it is not durable before <see cref="CommitAsync"/> says so.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="key">The key that it has in the ledger.</param>
    /// <param name="called">What the member that it is about is called from now on.</param>
    /// <param name="by">Who made it happen; null: whoever this call is made for.</param>
    public Entry Record(TeamEvent happened, DateTimeOffset now, string? key = null, NameChange? called = null, Actor? by = null)
    {
        var cycle = Account.Cycle;
        var isAudited = Audited.Is(happened);
        var before = isAudited ? Audited.Before(Account, happened) : null;
        Entry entry;
        try
        {
            entry = Account.Append(happened, now, key);
        }
        catch
        {
            // The account may be half-changed: nobody may build on it.
            lease.Lose();
            throw;
        }

        recorded.Add(entry);
        NoteAlerts(happened, cycle);
        NoteNames(happened, called);
        if (isAudited)
        {
            audited.Add(LedgerAudit.Row(TeamId, entry, before, by ?? Actor.Current));
        }

        if (key is not null)
        {
            recentKeys.Add(key, entry.Seq, durable);
        }

        return entry;
    }

    /// <summary>
    /// Queues what was recorded, and says what to wait for: that, and everything recorded before it. The last thing of a decision,
    /// in the gate still, so that entries reach the lane in their order.
    /// </summary>
    public Queued Queue()
    {
        lock (Gate)
        {
            if (recorded.Count == 0)
            {
                return new Queued(lastAppend, IsNew: false);
            }

            lastAppend = shared.Writer.Append(lease, recorded, shared.Clock.GetTimestamp(), Beside());
            recorded = [];
            return new Queued(lastAppend, IsNew: true);
        }
    }

    /// <summary>Waits until what was queued is durable.</summary>
    /// <returns>False: nothing of it was written; decide anew with a new journal, looking keys up first.</returns>
    /// <exception cref="LedgerUnavailableException">The outcome is unknown, or another activation writes this team.</exception>
    public async Task<bool> CommitAsync(Queued queued)
    {
        if (queued.Append is not { } append)
        {
            return !IsLost;
        }

        if (queued.IsNew)
        {
            shared.Writer.Send(lease);
        }

        var outcome = await append.Outcome;
        if (outcome is AppendOutcome.Committed)
        {
            NoteDurable(append);
            if (append.Beside is { Alerts.Count: > 0 })
            {
                shared.Bell.Ring();
            }

            return true;
        }

        lock (Gate)
        {
            TellOfChange();
        }

        switch (outcome)
        {
            case AppendOutcome.Superseded:
                return false;
            case AppendOutcome.Fenced:
                isFenced = true;
                throw new LedgerUnavailableException($"Team {TeamId} is being served elsewhere; try again.");
            default:
                throw new LedgerUnavailableException(
                    $"Whether the change of team {TeamId} is durable is not known; try again with the same key.");
        }
    }

    /// <summary>Waits until nothing that was decided is in flight any more, however it ended.</summary>
    public async Task SettleAsync()
    {
        try
        {
            await CommitAsync(Queue());
        }
        catch (LedgerUnavailableException)
        {
            // Those who decided it hear of it.
        }
    }

    /// <summary>
    /// Whether this activation is the one that writes the team: proved by a commit or a look at the table, neither longer
    /// ago than <see cref="LedgerOptions.ProofLasts"/>. A stale activation must not say no, nor show old numbers; and one that
    /// knows more than the table, which was put back to an earlier state, must not show what is no more.
    /// </summary>
    /// <param name="queued">What was queued with what is to be said.</param>
    public async Task<bool> IsCurrentAsync(Queued queued)
    {
        if (!await CommitAsync(queued))
        {
            return false;
        }

        var asked = shared.Clock.GetTimestamp();
        long committed;
        lock (Gate)
        {
            if (shared.Clock.GetElapsedTime(provenAt, asked) < shared.Options.ProofLasts)
            {
                return true;
            }

            committed = durable;
        }

        var lastInTable = await shared.Reader.LastSeqAsync(TeamId);
        lock (Gate)
        {
            if (lastInTable < committed || lastInTable > account.Version)
            {
                lease.Lose();
                return false;
            }
        }

        // Entries up to the table's last may have been in flight: that they commit shows that they are ours.
        if (!await CommitAsync(Queue()))
        {
            return false;
        }

        lock (Gate)
        {
            provenAt = Math.Max(provenAt, asked);
        }

        return true;
    }

    private void NoteDurable(Append append)
    {
        lock (Gate)
        {
            // When it was queued: the commit is later, but how much later the machine may have slept through.
            provenAt = Math.Max(provenAt, append.QueuedAt);
            durable = Math.Max(durable, append.Entries[^1].Seq);
            lastAppend = lastAppend == append ? null : lastAppend;
            TellOfChange();
        }
    }

    /// <summary>In the gate. It costs a look where nobody waits, and who waits asks anew after being told.</summary>
    private void TellOfChange()
    {
        change?.TrySetResult();
        change = null;
    }

    /// <summary>What a decision waits for before anybody hears of it.</summary>
    /// <param name="Append">The team's last append by then; null: none is in flight.</param>
    /// <param name="IsNew">Whether it is to be sent off.</param>
    internal readonly record struct Queued(Append? Append, bool IsNew);
}
