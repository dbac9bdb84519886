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

    /// <summary>Commits are acknowledged before they are flushed; and they are flushed rarely.</summary>
    public static Task<TakenOut> TheFlushAsync(RunningCluster cluster, string teams) => TakeOutAsync(
        cluster,
        [
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET wal_writer_delay = '10s'",
            "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
            "SELECT pg_reload_conf()",
        ],
        ["ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", Forget(teams)]);

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
