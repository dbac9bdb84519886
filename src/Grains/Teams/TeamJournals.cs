using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Alerts;
using Purser.History;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>Opens journals, and holds what they share.</summary>
internal sealed class TeamJournals(
    LedgerReader reader,
    [FromKeyedServices(HistoryGrain.Reader)] LedgerReader longReader,
    LedgerWriter writer,
    DirectoryStore directory,
    DatabaseGuard guard,
    LedgerMeter meter,
    AlertBell bell,
    RunningDryWatch runningDry,
    IOptions<LedgerOptions> options,
    TimeProvider clock,
    IHostApplicationLifetime silo,
    ILogger<TeamReplay> log) : IDisposable
{
    public LedgerReader Reader => reader;

    /// <summary>For what is long: it has connections of its own, so that nobody's debit waits for it.</summary>
    public LedgerReader LongReader => longReader;

    public DirectoryStore Directory => directory;

    public DatabaseGuard Guard => guard;

    public LedgerWriter Writer => writer;

    public LedgerMeter Meter => meter;

    /// <summary>Asked when a team may run dry.</summary>
    public RunningDryWatch RunningDry => runningDry;

    /// <summary>Rung when alerts are durable.</summary>
    public AlertBell Bell => bell;

    public LedgerOptions Options => options.Value;

    public TimeProvider Clock => clock;

    /// <summary>Canceled when the silo begins to stop: nobody is to wait in it then.</summary>
    public CancellationToken Stopping => silo.ApplicationStopping;

    /// <summary>One for each long replay that may run at a time.</summary>
    public SemaphoreSlim LongReplays { get; } = new(options.Value.LongReplaysAtOnce);

    /// <summary>Begins to open a team's journal: from a snapshot, if there is one, and the entries after it.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public async Task<TeamReplay> BeginAsync(TeamId teamId, TeamSnapshot? snapshot)
    {
        // In this order: what is read after the lease was taken is what the lease allows to go on from.
        var lease = await writer.LeaseAsync(teamId);
        if (snapshot is { OpenedAt: null })
        {
            // Formats before 7 do not say it; the first entry does. Without that the snapshot is of no ledger that is there.
            snapshot = (await reader.FindAsync(teamId, seq: 1)).Entry is { } first ? snapshot with { OpenedAt = first.At } : null;
        }

        return new TeamReplay(lease, snapshot, this, log);
    }

    /// <inheritdoc />
    public void Dispose() => LongReplays.Dispose();
}
