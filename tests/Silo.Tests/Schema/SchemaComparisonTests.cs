using Purser.Schema;

namespace Purser.Tests.Schema;

/// <summary>A silo on a database of another version says so and what to do.</summary>
public sealed class SchemaComparisonTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_this_version_is_fine()
    {
        var database = await MigratedAsync();

        Assert.Null((await DatabaseSchema.CompareAsync(database, Cancellation)).Refusal);
    }

    [Fact]
    public async Task An_older_one_wants_the_migrate_command()
    {
        var database = await MigratedAsync();
        await Sql.ExecuteAsync(database, "delete from purser.schema_versions where scriptname = '0020_portal.sql'");

        var refusal = (await DatabaseSchema.CompareAsync(database, Cancellation)).Refusal;

        Assert.StartsWith("The database's schema is older than this silo: it lacks 0020_portal.sql. Run `purser migrate`", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_one_wants_a_newer_silo()
    {
        var database = await MigratedAsync();
        await Sql.ExecuteAsync(database, "insert into purser.schema_versions (scriptname, applied) values ('9999_future.sql', now())");

        var refusal = (await DatabaseSchema.CompareAsync(database, Cancellation)).Refusal;

        Assert.StartsWith("The database's schema is newer than this silo, which does not know 9999_future.sql.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_on_an_empty_database_does_not_migrate_by_itself_and_says_one()
    {
        var database = await postgres.CreateDatabaseAsync();

        Assert.Equal(1, await Program.Main(["--ConnectionStrings:Purser", database, "--urls", "http://127.0.0.1:0"]));

        Assert.Equal(0, await Sql.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname = 'purser'"));
    }

    private async Task<string> MigratedAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await DatabaseSchema.MigrateAsync(database, cancellation: Cancellation);
        return database;
    }
}
