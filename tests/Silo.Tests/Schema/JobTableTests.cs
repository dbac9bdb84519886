using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>What makes Auto Bid's table cheap to write.</summary>
public sealed class JobTableTests(PostgresServer postgres)
{
    /// <summary>
    /// A step of a job changes its row in place and no index, as long as no index knows a column that steps change. A submission's day
    /// is written only where it is a later one.
    /// </summary>
    [Fact]
    public async Task No_index_knows_a_column_that_a_step_changes()
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(database, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            "day job_id member_id position submit_day team_id",
            await Sql.ScalarAsync<string>(
                database,
                """
                select string_agg(distinct attname::text, ' ' order by attname::text)
                from pg_index i
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum > 0
                where i.indrelid = 'purser.auto_bid_job'::regclass
                  and (a.attnum = any (i.indkey) or pg_get_expr(i.indpred, i.indrelid) ~ ('\m' || a.attname || '\M'))
                """));
    }
}
