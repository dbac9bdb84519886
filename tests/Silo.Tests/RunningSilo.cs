using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Purser.Local;
using Purser.Silo;

namespace Purser.Tests;

/// <summary>A silo as the program builds it, in this process, on ports that nobody uses.</summary>
public sealed class RunningSilo : IAsyncDisposable
{
    /// <summary>The same storage with <c>DeleteStateOnClear</c>, which the silo itself does not use.</summary>
    public const string DeletingStorage = "deleting";

    private readonly WebApplication silo;

    private RunningSilo(WebApplication silo) => this.silo = silo;

    public IServiceProvider Services => silo.Services;

    public string Url => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<RunningSilo> StartAsync(string connectionString, params string[] arguments)
    {
        var builder = SiloApp.CreateBuilder(
        [
            "--urls", "http://127.0.0.1:0",
            "--Purser:SiloPort", $"{Ports.PickFree()}",
            "--Purser:GatewayPort", $"{Ports.PickFree()}",
            "--ConnectionStrings:Purser", connectionString,
            "--Purser:Database:Migrate", "true",
            .. arguments,
        ]);
        builder.Logging.ClearProviders();
        builder.UseOrleans(static silo => silo.AddAdoNetGrainStorage(DeletingStorage, static storage =>
            storage.Configure<OrleansDatabase, OrleansGrainStorageSerializer>(static (options, database, serializer) =>
            {
                options.Invariant = "Npgsql";
                options.DataSource = database.Storage;
                options.GrainStorageSerializer = serializer;
                options.DeleteStateOnClear = true;
            })));
        var built = SiloApp.Build(builder);
        try
        {
            await built.StartAsync(TestContext.Current.CancellationToken);
            return new RunningSilo(built);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await silo.StopAsync();
        await silo.DisposeAsync();
    }
}
