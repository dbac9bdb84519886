using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;
using Purser.Silo;

namespace Purser.Tests.Membership;

/// <summary>Orleans' own membership table over our queries; each test is another cluster in the same database.</summary>
public sealed class MembershipTableTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static readonly DateTime Start = new(2026, 1, 31, 12, 0, 0, 123, DateTimeKind.Utc);
    private readonly string cluster = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_cluster_has_a_version_and_no_silos_however_often_it_is_initialized()
    {
        await OpenAsync();
        var table = await OpenAsync();

        var all = await table.ReadAllAsync(Cancellation);

        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
    }

    [Fact]
    public async Task A_silo_is_read_back_as_it_was_written()
    {
        var table = await OpenAsync();
        var written = Silo(1);
        await InsertAsync(table, written);

        var read = Assert.Single((await table.ReadRowAsync(written.SiloAddress, Cancellation)).Members).Item1;

        Assert.Equal(written.SiloAddress, read.SiloAddress);
        Assert.Equal(written.SiloName, read.SiloName);
        Assert.Equal(written.HostName, read.HostName);
        Assert.Equal(written.Status, read.Status);
        Assert.Equal(written.ProxyPort, read.ProxyPort);
        Assert.Equal(written.StartTime, read.StartTime);
        Assert.Equal(written.IAmAliveTime, read.IAmAliveTime);
        Assert.Null(read.SuspectTimes);
    }

    [Fact]
    public async Task The_version_is_read_even_where_the_silo_is_unknown()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));

        var read = await table.ReadRowAsync(Silo(2).SiloAddress, Cancellation);

        Assert.Empty(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task Of_eight_silos_that_join_at_the_same_version_one_succeeds_and_the_others_leave_no_row()
    {
        var table = await OpenAsync();
        var version = (await table.ReadAllAsync(Cancellation)).Version.Next();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(port =>
            table.InsertRowAsync(Silo(port), version, Cancellation)));

        var all = await table.ReadAllAsync(Cancellation);
        Assert.Single(outcomes, true);
        Assert.Single(all.Members);
        Assert.Equal(1, all.Version.Version);
    }

    [Fact]
    public async Task A_silo_that_is_there_cannot_be_inserted_again()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));

        Assert.False(await table.InsertRowAsync(Silo(1), await NextVersionAsync(table), Cancellation));

        Assert.Equal(1, (await table.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task An_update_changes_the_silo_and_the_version_together()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));
        var suspected = Silo(1);
        suspected.Status = SiloStatus.Dead;
        suspected.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Start)];

        Assert.True(await UpdateAsync(table, suspected, await NextVersionAsync(table)));

        var all = await table.ReadAllAsync(Cancellation);
        var read = Assert.Single(all.Members).Item1;
        Assert.Equal(2, all.Version.Version);
        Assert.Equal(SiloStatus.Dead, read.Status);
        Assert.Equal(suspected.SuspectTimes, read.SuspectTimes);
    }

    [Fact]
    public async Task An_update_at_an_old_version_changes_nothing()
    {
        var table = await OpenAsync();
        var old = await NextVersionAsync(table);
        await InsertAsync(table, Silo(1));
        var dead = Silo(1);
        dead.Status = SiloStatus.Dead;

        Assert.False(await UpdateAsync(table, dead, old));

        var all = await table.ReadAllAsync(Cancellation);
        Assert.Equal(1, all.Version.Version);
        Assert.Equal(SiloStatus.Active, Assert.Single(all.Members).Item1.Status);
    }

    [Fact]
    public async Task An_update_of_an_unknown_silo_leaves_the_version_alone()
    {
        var table = await OpenAsync();

        Assert.False(await UpdateAsync(table, Silo(1), await NextVersionAsync(table)));

        Assert.Equal(0, (await table.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task Of_eight_updates_at_the_same_version_one_succeeds()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));
        await InsertAsync(table, Silo(2));
        var version = await NextVersionAsync(table);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            UpdateAsync(table, Silo(1 + (i % 2)), version)));

        Assert.Single(outcomes, true);
        Assert.Equal(3, (await table.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task A_heartbeat_moves_its_time_and_nothing_else()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));
        var later = Start.AddMinutes(5);

        await table.UpdateIAmAliveAsync(
            new MembershipEntry { SiloAddress = Silo(1).SiloAddress, IAmAliveTime = later }, Cancellation);

        var all = await table.ReadAllAsync(Cancellation);
        Assert.Equal(1, all.Version.Version);
        Assert.Equal(later, Assert.Single(all.Members).Item1.IAmAliveTime);
    }

    [Fact]
    public async Task A_cleanup_takes_the_long_dead_and_leaves_the_living_however_late_their_heartbeat()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1, SiloStatus.Active));
        await InsertAsync(table, Silo(2, SiloStatus.Dead));
        await InsertAsync(table, Silo(3, SiloStatus.ShuttingDown));
        await InsertAsync(table, Silo(4, SiloStatus.Dead, alive: Start.AddHours(2)));
        var suspected = Silo(5);
        await InsertAsync(table, suspected);
        suspected.Status = SiloStatus.Dead;
        suspected.SuspectTimes = [Tuple.Create(Silo(1).SiloAddress, Start)];
        Assert.True(await UpdateAsync(table, suspected, await NextVersionAsync(table)));

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Start.AddHours(1)), Cancellation);

        Assert.Equal([1, 3, 4], await PortsAsync(table));
    }

    /// <summary>10.4.2 prefers the query for one row; an older silo of a rolling upgrade still sends the other.</summary>
    [Fact]
    public async Task The_older_form_of_the_cleanup_does_the_same()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1, SiloStatus.Active));
        await InsertAsync(table, Silo(2, SiloStatus.Dead));
        await InsertAsync(table, Silo(3, SiloStatus.Dead, alive: Start.AddHours(2)));
        var query = await Sql.ScalarAsync<string>(
            silo.ConnectionString,
            "select querytext from orleans.orleansquery where querykey = 'CleanupDefunctSiloEntriesKey'");

        await using var source = NpgsqlDataSource.Create(silo.ConnectionString);
        await using var command = source.CreateCommand(query);
        command.Parameters.AddWithValue("DeploymentId", cluster);
        command.Parameters.AddWithValue("IAmAliveTime", Start.AddHours(1));
        await command.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal([1, 3], await PortsAsync(table));
    }

    [Fact]
    public async Task Deleting_a_cluster_leaves_the_others()
    {
        var table = await OpenAsync();
        await InsertAsync(table, Silo(1));

        await table.DeleteMembershipTableEntriesAsync(cluster, Cancellation);

        Assert.Equal(0, await Sql.ScalarAsync<long>(
            silo.ConnectionString, $"select count(*) from orleans.membership_version where deploymentid = '{cluster}'"));
        Assert.Single((await silo.Services.GetRequiredService<IMembershipTable>().ReadAllAsync(Cancellation)).Members);
    }

    private async Task<AdoNetClusteringTable> OpenAsync()
    {
        var table = new AdoNetClusteringTable(
            silo.Services,
            Options.Create(new ClusterOptions { ClusterId = cluster }),
            Options.Create(new AdoNetClusteringSiloOptions
            {
                Invariant = "Npgsql",
                DataSource = silo.Services.GetRequiredService<OrleansDatabase>().Membership,
            }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);
        return table;
    }

    private static async Task InsertAsync(AdoNetClusteringTable table, MembershipEntry entry) =>
        Assert.True(await table.InsertRowAsync(entry, await NextVersionAsync(table), Cancellation));

    private static Task<bool> UpdateAsync(AdoNetClusteringTable table, MembershipEntry entry, TableVersion version) =>
        table.UpdateRowAsync(entry, version.VersionEtag, version, Cancellation);

    private static async Task<TableVersion> NextVersionAsync(AdoNetClusteringTable table) =>
        (await table.ReadAllAsync(Cancellation)).Version.Next();

    private static async Task<IEnumerable<int>> PortsAsync(AdoNetClusteringTable table) =>
        (await table.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1.SiloAddress.Endpoint.Port).Order();

    private static MembershipEntry Silo(int port, SiloStatus status = SiloStatus.Active, DateTime? alive = null) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("10.1.2.3"), port, generation: 42),
        SiloName = $"silo-{port}",
        HostName = "host",
        Status = status,
        ProxyPort = 30_000 + port,
        StartTime = Start,
        IAmAliveTime = alive ?? Start,
    };
}
