using Microsoft.Extensions.DependencyInjection;
using Purser.Hosting;

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
            await using var client = new OrleansClient(
                new ClusterSettings { ConnectionString = database }, "a-client", static (_, _) => Task.FromResult(false));
            await client.ConnectAsync(Cancellation);
            Assert.Equal(2, (await ActiveHostsAsync(client.Grains)).Count);
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

        Assert.Single(await ActiveHostsAsync(blue.Services.GetRequiredService<IGrainFactory>()));
        Assert.Single(await ActiveHostsAsync(green.Services.GetRequiredService<IGrainFactory>()));
    }

    private static Task<Dictionary<SiloAddress, SiloStatus>> ActiveHostsAsync(IGrainFactory grains) =>
        grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
}
