using Npgsql;

namespace Purser.Peers.Sql;

internal static class SqlPeer
{
    // fillfactor leaves room on the page, so that a team's update stays heap-only and touches no index.
    private const string Schema = """
        CREATE SCHEMA IF NOT EXISTS peer_sql;
        CREATE TABLE IF NOT EXISTS peer_sql.team (
            team_id text PRIMARY KEY,
            pool bigint NOT NULL CHECK (pool >= 0),
            extra bigint NOT NULL DEFAULT 0 CHECK (extra >= 0),
            allowance bigint NOT NULL,
            version bigint NOT NULL DEFAULT 0,
            last_bucket text
        ) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS peer_sql.ledger (
            team_id text NOT NULL,
            version bigint NOT NULL,
            idempotency_key text NOT NULL,
            member_id text NOT NULL,
            action text NOT NULL,
            job_id text,
            regeneration boolean NOT NULL,
            bucket text NOT NULL,
            pool bigint NOT NULL,
            extra bigint NOT NULL,
            allowance bigint NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (team_id, idempotency_key)
        );
        """;

    internal static void AddSqlBooks<TBooks>(this WebApplicationBuilder builder)
        where TBooks : SqlBooks
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            builder.Configuration.GetConnectionString("Purser"))
        {
            // Measured on two cores: a hot row likes few connections (8: 2,200 debits/s, 32: 1,700, 128: 1,200), many
            // teams like more (8: 5,500, 16: 7,700, 32: 9,100, 128: 7,500). This gives away little of either.
            MaxPoolSize = builder.Configuration.GetValue("pool", 24),
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
        });
        using (var create = database.CreateCommand(Schema))
        {
            create.ExecuteNonQuery();
        }

        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<IBooks, TBooks>();
    }
}
