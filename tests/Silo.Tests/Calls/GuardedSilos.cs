using Microsoft.Extensions.DependencyInjection;
using Purser.Hosting;

namespace Purser.Tests.Calls;

/// <summary>Two silos that ask for secrets.</summary>
public sealed class GuardedSilos(PostgresServer postgres) : IAsyncLifetime
{
    public const string Silo = "the-secret-of-all-silos-of-this-cluster";
    public const string Gateway = "the-secret-of-all-gateways-of-this-cluster";
    public const string Worker = "the-secret-of-all-workers-of-this-cluster";

    private string database = "";
    private RunningSilo[] silos = [];

    /// <summary>The grains as a silo calls them.</summary>
    public IGrainFactory Grains => silos[0].Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        string[] secrets = ["--Purser:ClusterSecrets:Silo", Silo, "--Purser:ClusterSecrets:Gateway", Gateway, "--Purser:ClusterSecrets:Worker", Worker];
        silos = [await RunningSilo.StartAsync(database, secrets), await RunningSilo.StartAsync(database, secrets)];
    }

    /// <summary>A client with a secret.</summary>
    public async Task<OrleansClient> ConnectAsync(string secret)
    {
        var client = new OrleansClient(
            new ClusterSettings { ConnectionString = database, Secret = secret }, "a-client", static (_, _) => Task.FromResult(false));
        await client.ConnectAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }
    }
}
