using Microsoft.Extensions.Logging;
using Purser.Accounts;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>
/// A team's journal on its way: its account is folded from the ledger, a page at a time, so that a team of any size can be
/// opened. Between two pages the account is that of a durable entry, and a snapshot of it is progress that is not lost.
/// </summary>
/// <param name="lease">The right to write the team, taken before anything is read.</param>
/// <param name="snapshot">Where to start; null: from the first entry.</param>
/// <param name="shared">What all journals share.</param>
/// <param name="log">Where a snapshot is told of that the table contradicts.</param>
internal sealed partial class TeamReplay(WriteLease lease, TeamSnapshot? snapshot, TeamJournals shared, ILogger<TeamReplay> log)
{
    private readonly RecentKeys keys = new(shared.Options.KeysInMind);
    private readonly long readFrom = shared.Clock.GetTimestamp();
    // Some entries before the snapshot are read as well, for their keys: callers repeat theirs after a crash. The snapshot's own
    // is read in any case: it must be in the table still.
    private long readAfter = snapshot is null ? 0 : Math.Max(0, snapshot.Version - Math.Max(1, shared.Options.KeysInMind));
    private TeamSnapshot? unconfirmed = snapshot;
    private bool isLong;

    /// <summary>The account after the last entry that was read.</summary>
    public TeamAccount Account { get; private set; } = snapshot is null ? new TeamAccount(lease.TeamId) : TeamAccount.FromSnapshot(snapshot);

    /// <summary>The journal, once everything is read.</summary>
    public TeamJournal Journal => new(lease, Account, keys, readFrom, shared);

    /// <summary>Reads another page, on a thread of the pool: a grain's turn is not for long work.</summary>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="AccountBrokenException">The team's entries are damaged.</exception>
    public async Task<bool> ReadOnAsync()
    {
        if (!isLong)
        {
            return isLong = await Task.Run(ReadPageAsync);
        }

        // The first page of any team is read at once. What is longer waits for its like, so that others have the processor.
        await shared.LongReplays.WaitAsync();
        try
        {
            return await Task.Run(ReadPageAsync);
        }
        finally
        {
            shared.LongReplays.Release();
        }
    }

    private async Task<bool> ReadPageAsync()
    {
        var rows = 0;
        await foreach (var entry in (isLong ? shared.LongReader : shared.Reader).ReadPageAsync(lease.TeamId, readAfter))
        {
            if (unconfirmed is not null && entry.Seq >= unconfirmed.Version)
            {
                if (!unconfirmed.IsAfter(entry))
                {
                    StartOver(unconfirmed);
                    return true;
                }

                unconfirmed = null;
            }

            Take(entry);
            rows++;
        }

        if (rows < LedgerReader.RowsPerPage && unconfirmed is not null)
        {
            StartOver(unconfirmed);
            return true;
        }

        return rows == LedgerReader.RowsPerPage;
    }

    private void Take(Entry entry)
    {
        readAfter = entry.Seq;
        if (entry.Key is { } key)
        {
            keys.Add(key, entry.Seq, durable: entry.Seq);
        }

        if (entry.Seq > Account.Version)
        {
            Account.Replay(entry);
        }
    }

    /// <summary>The snapshot is of entries that the table no longer has: it was put back to an earlier state.</summary>
    private void StartOver(TeamSnapshot contradicted)
    {
        LogContradicted(lease.TeamId, contradicted.Version);
        unconfirmed = null;
        readAfter = 0;
        Account = new TeamAccount(lease.TeamId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of team {TeamId} is of an entry {Version} that the ledger does not have; "
        + "the team is folded from its first entry. Was the database put back to an earlier state?")]
    private partial void LogContradicted(TeamId teamId, long version);
}
