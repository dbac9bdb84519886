using System.Diagnostics;
using Purser.Tests.Running;

namespace Purser.Tests.Faults;

/// <summary>
/// Something that the ledger relies on, taken out of the database until this is disposed; then the rows of the teams that
/// went without it are gone too.
/// </summary>
internal sealed class TakenOut : IAsyncDisposable
{
    private readonly RunningCluster cluster;
    private readonly string[] putBack;

    private TakenOut(RunningCluster cluster, string[] putBack)
    {
        this.cluster = cluster;
        this.putBack = putBack;
    }

    /// <summary>Two activations may both write the same entry.</summary>
    public static Task<TakenOut> TheFenceAsync(RunningCluster cluster, string teams) => TakeOutAsync(
        cluster,
        [
            "ALTER TABLE purser.ledger DROP CONSTRAINT ledger_pkey",
            "CREATE INDEX ledger_unfenced ON purser.ledger (team_id, seq)",
        ],
        [
            Forget(teams),
            "DROP INDEX purser.ledger_unfenced",
            "ALTER TABLE purser.ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY (team_id, seq)",
        ]);

    /// <summary>A key may be used twice.</summary>
    public static Task<TakenOut> TheUniqueKeyAsync(RunningCluster cluster, string teams) => TakeOutAsync(
        cluster,
        ["DROP INDEX purser.ledger_idempotency_key"],
        [
            Forget(teams),
            "CREATE UNIQUE INDEX ledger_idempotency_key ON purser.ledger (team_id, idempotency_key) WHERE idempotency_key IS NOT NULL",
        ]);

    /// <summary>
    /// Commits are acknowledged before they are flushed, and who would flush them soon after stands still. The product sees to it
    /// that its connections flush, so it takes a trigger to talk them out of it.
    /// </summary>
    public static async Task<TakenOut> TheFlushAsync(RunningCluster cluster, string teams)
    {
        var flush = await TakeOutAsync(
            cluster,
            [
                "CREATE FUNCTION purser.no_flush() RETURNS trigger LANGUAGE plpgsql AS "
                    + "$$ BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NULL; END $$",
                "CREATE TRIGGER no_flush BEFORE INSERT ON purser.ledger FOR EACH STATEMENT EXECUTE FUNCTION purser.no_flush()",
                // For Orleans' connections, whose commits would flush the debits as well. Last, so that the trigger itself is
                // flushed and survives the death of the server.
                "ALTER SYSTEM SET synchronous_commit = off",
                "SELECT pg_reload_conf()",
            ],
            [
                "ALTER SYSTEM RESET synchronous_commit",
                "SELECT pg_reload_conf()",
                "DROP TRIGGER no_flush ON purser.ledger",
                "DROP FUNCTION purser.no_flush()",
                Forget(teams),
            ]);
        var walWriter = await cluster.AskSqlAsync("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
        using var stop = Process.Start("sh", ["-c", $"kill -STOP {walWriter}"]);
        await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        return flush;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var sql in putBack)
        {
            await cluster.SqlAsync(sql);
        }
    }

    private static async Task<TakenOut> TakeOutAsync(RunningCluster cluster, string[] takeOut, string[] putBack)
    {
        foreach (var sql in takeOut)
        {
            await cluster.SqlAsync(sql);
        }

        return new TakenOut(cluster, putBack);
    }

    private static string Forget(string teams) => $"DELETE FROM purser.ledger WHERE team_id LIKE '{teams}-%'";
}
