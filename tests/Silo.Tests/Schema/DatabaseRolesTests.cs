using System.Security.Cryptography;
using Npgsql;
using Purser.Hosting;
using Purser.Teams;

namespace Purser.Tests.Schema;

/// <summary>A database with users who have <c>purser_silo</c> or <c>purser_client</c> and nothing else, for all tests of a class.</summary>
public sealed class DatabaseUsers(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string user = $"user_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    public string Owner { get; private set; } = "";

    public string Silo { get; private set; } = "";

    public string Client { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Owner = await postgres.CreateDatabaseAsync();
        Assert.Equal(0, await Program.Main(["migrate", "--ConnectionStrings:Purser", Owner, "--Purser:Database:CreateRoles", "true"]));
        Silo = await UserAsync($"{user}_silo", "purser_silo");
        Client = await UserAsync($"{user}_client", "purser_client");
    }

    public async ValueTask DisposeAsync() => await Sql.ExecuteAsync(Owner, $"drop role {user}_silo, {user}_client");

    private async Task<string> UserAsync(string name, string role)
    {
        var password = RandomNumberGenerator.GetHexString(16);
        await Sql.ExecuteAsync(Owner, $"create role {name} login password '{password}' in role {role}");
        return new NpgsqlConnectionStringBuilder(Owner) { Username = name, Password = password }.ConnectionString;
    }
}

/// <summary>What processes can do that sign in as such users.</summary>
public sealed class DatabaseRolesTests(DatabaseUsers users) : IClassFixture<DatabaseUsers>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_decides_and_a_client_finds_it()
    {
        await using var silo = await RunningSilo.StartAsync(users.Silo, "--Purser:Database:Migrate", "false");
        await using var client = new OrleansClient(
            new ClusterSettings { ConnectionString = users.Client }, "a-client", static (_, _) => Task.FromResult(false));
        await client.ConnectAsync(Cancellation);

        var team = client.Grains.GetGrain<ITeamGrain>("acme");
        await team.Open(new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), new SubscriptionTerms("pro", 1, Anchor: null)));
        Assert.IsType<DebitOutcome.Debited>(await team.Debit(new DebitRequest("first", MemberId.Parse("olga"), AiAction.CoverLetter)));
        Assert.IsType<DebitOutcome.Debited>(await team.Debit(new DebitRequest("second", MemberId.Parse("olga"), AiAction.CoverLetter)));

        Assert.Equal(2, await Sql.ScalarAsync<long>(users.Owner, "select count(*) from purser.ledger where idempotency_key in ('first', 'second')"));
        Assert.True(await Sql.ScalarAsync<long>(users.Owner, "select count(*) from orleans.reminder") > 0);
    }

    [Theory]
    [InlineData("update purser.ledger set seq = seq")]
    [InlineData("delete from purser.ledger")]
    [InlineData("truncate purser.ledger")]
    [InlineData("drop table purser.ledger")]
    [InlineData("update purser.audit_log set actor = 'somebody else'")]
    [InlineData("delete from purser.audit_log")]
    [InlineData("truncate purser.audit_log")]
    [InlineData("alter table purser.ledger disable trigger all")]
    [InlineData("delete from purser.schema_versions")]
    [InlineData("create table purser.ledger_of_mine (team_id text)")]
    public async Task A_silo_adds_to_the_ledger_and_changes_nothing_in_it(string statement) => await IsForbiddenAsync(users.Silo, statement);

    [Fact]
    public async Task No_part_of_the_ledger_is_a_way_around_that()
    {
        var part = await Sql.ScalarAsync<string>(
            users.Owner, "select 'purser.' || min(relname::text) from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'purser.ledger'::regclass");

        await IsForbiddenAsync(users.Silo, $"delete from {part}");
        await IsForbiddenAsync(users.Silo, $"update {part} set seq = seq");
    }

    [Theory]
    [InlineData("select count(*) from purser.ledger")]
    [InlineData("select count(*) from purser.api_key")]
    [InlineData("select count(*) from orleans.grain_state")]
    [InlineData("update orleans.membership set status = 6")]
    [InlineData("delete from orleans.membership")]
    public async Task A_client_sees_where_the_silos_are_and_nothing_else(string statement) => await IsForbiddenAsync(users.Client, statement);

    [Fact]
    public async Task Every_table_that_a_silo_may_empty_is_one_that_the_ledger_can_do_without()
    {
        await using var source = NpgsqlDataSource.Create(users.Silo + ";Pooling=false");
        await using var command = source.CreateCommand(
            """
            select string_agg(oid::regclass::text, ' ' order by oid::regclass::text) from pg_class
            where relnamespace = 'purser'::regnamespace and relkind in ('r', 'p') and not has_table_privilege(oid, 'delete') and not relispartition
            """);

        Assert.Equal("purser.audit_log purser.ledger purser.schema_versions", await command.ExecuteScalarAsync(Cancellation));
    }

    private static async Task IsForbiddenAsync(string connectionString, string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Sql.ExecuteAsync(connectionString, statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
