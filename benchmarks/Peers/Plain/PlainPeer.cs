using Npgsql;
using Orleans.Storage;

namespace Purser.Peers.Plain;

/// <summary>Silo and gateway are two processes, the same shape as Purser's.</summary>
internal static class PlainPeer
{
    internal static void AddPlainGateway(this WebApplicationBuilder builder)
    {
        builder.UseOrleansClient(client => client.UseLocalhostClustering(builder.Configuration.GetValue<int>("gatewayPort")));
        builder.Services.AddSingleton<IBooks, PlainBooks>();
    }

    internal static void AddPlainSilo(this WebApplicationBuilder builder)
    {
        var connection = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("Purser"))
        {
            SearchPath = "peer_plain",
            MaxPoolSize = 32,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
        }.ConnectionString;
        CreateTables(connection);

        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(
                builder.Configuration.GetValue<int>("siloPort"),
                builder.Configuration.GetValue<int>("gatewayPort"))
            .AddAdoNetGrainStorageAsDefault(storage => storage.Configure<OrleansGrainStorageSerializer>(
                (options, binary) =>
                {
                    options.Invariant = "Npgsql";
                    options.ConnectionString = connection;
                    // Half the bytes of the default, JSON.
                    options.GrainStorageSerializer = binary;
                })));
        builder.Services.AddSingleton<OrleansGrainStorageSerializer>();
    }

    private static void CreateTables(string connection)
    {
        using var source = new StreamReader(typeof(PlainPeer).Assembly.GetManifestResourceStream("storage.sql")!);
        using var database = NpgsqlDataSource.Create(connection);
        using var create = database.CreateCommand(source.ReadToEnd());
        create.ExecuteNonQuery();
    }
}
