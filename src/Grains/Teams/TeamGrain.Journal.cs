using Purser.Accounts;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>How the team's journal is opened and let go of, and its snapshots on the way.</summary>
internal sealed partial class TeamGrain
{
    // Longer than it takes to read what lies between two snapshots on the way.
    private static readonly TimeSpan UntilNextSnapshot = TimeSpan.FromMinutes(5);

    private TeamJournal? journal;
    private Task<TeamJournal>? opening;
    private long openingSince;
    private bool closing;
    private StoredSnapshot? stored;
    private long snapshotVersion;
    private bool snapshotUnderWay;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The journal is opened by the first call: a large team takes longer than an activation may.
        _ = TeamId;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        closing = true;
        if (journal is not { } current)
        {
            return;
        }

        // Nothing is decided beside the grain any more, and what was is on its way before the next activation reads the ledger.
        direct.Close(current);
        // A silo that goes has tens of thousands of teams to let go of in seconds. What a snapshot would spare each is the replay of
        // the entries since the last one, a thousand at most.
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown && !current.IsLost && EntriesSinceSnapshot(current) > 0)
        {
            await SaveSnapshotAsync(current);
        }
        else
        {
            await current.SettleAsync();
        }
    }

    private ValueTask<TeamJournal> CurrentJournalAsync()
    {
        if (journal is not { IsLost: false } current)
        {
            return new(OpenJournalOnceAsync());
        }

        current.NoteTurn();
        return new(current);
    }

    /// <summary>Those who come while a journal is being opened wait for the same one; it goes on also when they give up.</summary>
    private async Task<TeamJournal> OpenJournalOnceAsync()
    {
        if (opening is not { IsCompleted: false })
        {
            openingSince = journals.Clock.GetTimestamp();
            opening = OpenJournalAsync();
            opening.Ignore();
        }

        var left = journals.Options.OpeningPatience - journals.Clock.GetElapsedTime(openingSince);
        try
        {
            return await opening.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, journals.Clock);
        }
        catch (TimeoutException)
        {
            throw StillOpening();
        }
    }

    private LedgerUnavailableException StillOpening() =>
        new($"Team {TeamId} has many entries and is still being read from the ledger; try again in a few seconds.");

    private async Task<TeamJournal> OpenJournalAsync()
    {
        if (journal is { IsFenced: true })
        {
            // Another activation writes this team; this one ends as soon as its callers have their answers.
            DeactivateOnIdle();
        }

        stored = await snapshots.LoadAsync(this.GetGrainId());
        snapshotVersion = stored.Account?.Version ?? 0;
        var replay = await journals.BeginAsync(TeamId, stored.Account);
        while (await replay.ReadOnAsync())
        {
            if (replay.Account.Version - snapshotVersion >= journals.Options.EntriesPerReplaySnapshot)
            {
                await StoreSnapshotAsync(replay.Account.ToSnapshot());
                DelayDeactivation(UntilNextSnapshot);
            }

            if (closing)
            {
                throw StillOpening();
            }
        }

        if (replay.Account.Opening is not null && replay.Account.ListedBy > (stored.Account?.ListedBy ?? -1))
        {
            await TakeOverAsync(replay.Account);
        }

        journals.Meter.Opened(journals.Clock.GetElapsedTime(openingSince));
        journal = replay.Journal;
        journal.SnapshotMade(snapshotVersion);
        if (!closing)
        {
            direct.Open(journal);
        }

        return journal;
    }

    /// <summary>
    /// Entries may be of a silo of the version before, which wrote nothing beside the ledger, and names of people into entries and
    /// snapshots. What they said is put where it belongs.
    /// </summary>
    private async Task TakeOverAsync(TeamAccount account)
    {
        var known = await journals.Directory.VersionAsync(TeamId);
        if (known < account.ListedBy)
        {
            await journals.Directory.TakeOverAsync(
                new DirectoryChange(account.ListedBy, TeamViews.Listing(account), IsNamed: true, Names: [], ForgetsAll: false), after: known);
        }

        if (stored is { SaysNames: true })
        {
            await StoreSnapshotAsync(account.ToSnapshot());
        }
    }

    /// <summary>A name is forgotten when the last snapshot that says it is overwritten.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be: who asks again makes up for it.</exception>
    private async Task ForgetInSnapshotAsync()
    {
        stored ??= await snapshots.LoadAsync(this.GetGrainId());
        if (stored.SaysNames && journal is { IsLost: false } current)
        {
            await SaveSnapshotAsync(current);
        }

        if (stored is not { SaysNames: false })
        {
            throw new LedgerUnavailableException($"A snapshot of team {TeamId} that says the name could not be overwritten; try again.");
        }
    }

    /// <summary>An activation for a team that does not exist is not worth its memory.</summary>
    private void ForgetAbsentTeam() => DeactivateOnIdle();

    private void SnapshotWhenDue()
    {
        if (!snapshotUnderWay && journal is { IsLost: false } current && EntriesSinceSnapshot(current) >= journals.Options.EntriesPerSnapshot)
        {
            SaveSnapshotAsync(current).Ignore();
        }
    }

    private long EntriesSinceSnapshot(TeamJournal current) => current.Look(static account => account.Version) - snapshotVersion;

    private async Task SaveSnapshotAsync(TeamJournal current)
    {
        snapshotUnderWay = true;
        try
        {
            TeamSnapshot snapshot;
            TeamJournal.Queued queued;
            lock (current.Gate)
            {
                snapshot = current.Account.ToSnapshot();
                current.SnapshotMade(snapshot.Version);
                queued = current.Queue();
            }

            if (await current.CommitAsync(queued))
            {
                await StoreSnapshotAsync(snapshot);
            }
        }
        catch (LedgerUnavailableException)
        {
            // A snapshot of what may not be durable is worth nothing.
        }
        finally
        {
            snapshotUnderWay = false;
        }
    }

    private async Task StoreSnapshotAsync(TeamSnapshot snapshot)
    {
        stored ??= await snapshots.LoadAsync(this.GetGrainId());
        var saved = await snapshots.SaveAsync(this.GetGrainId(), stored, snapshot);
        stored = saved ? stored : null;
        snapshotVersion = saved ? snapshot.Version : snapshotVersion;
    }
}
