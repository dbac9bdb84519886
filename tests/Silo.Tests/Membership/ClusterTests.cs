using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;

namespace Purser.Tests.Membership;

public sealed class ClusterTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_that_start_at_once_on_an_empty_database_form_one_cluster_that_a_client_finds()
    {
        var database = await postgres.CreateDatabaseAsync();
        var starting = (RunningSilo.StartAsync(database), RunningSilo.StartAsync(database));
        await using (await starting.Item1)
        await using (await starting.Item2)
        {
            using var client = await ConnectAsync(database);
            Assert.Equal(2, (await ActiveHostsAsync(client.Services)).Count);
            await client.StopAsync(Cancellation);
        }

        Assert.Equal(0, await Sql.ScalarAsync<long>(
            database, "select count(*) from orleans.membership where status <> 6"));
    }

    [Fact]
    public async Task A_cluster_of_another_id_in_the_same_database_stays_apart()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var blue = await RunningSilo.StartAsync(database, "--Purser:ClusterId", "blue");
        await using var green = await RunningSilo.StartAsync(database, "--Purser:ClusterId", "green");

        Assert.Single(await ActiveHostsAsync(blue.Services));
        Assert.Single(await ActiveHostsAsync(green.Services));
    }

    private static Task<Dictionary<SiloAddress, SiloStatus>> ActiveHostsAsync(IServiceProvider services) =>
        services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);

    private static async Task<IHost> ConnectAsync(string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(static cluster => (cluster.ClusterId, cluster.ServiceId) = ("purser", "purser"));
            client.UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = new NpgsqlConnectionStringBuilder(database) { SearchPath = "orleans" }.ConnectionString;
            });
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }
}
