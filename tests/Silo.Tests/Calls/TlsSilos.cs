using Purser.Local;

namespace Purser.Tests.Calls;

/// <summary>Two silos that take part only with certificates of their authority.</summary>
public sealed class TlsSilos(PostgresServer postgres) : IAsyncLifetime
{
    private RunningSilo[] silos = [];

    internal TestAuthority Authority { get; } = new();

    public string Database { get; private set; } = "";

    /// <summary>Where the first listens for the other.</summary>
    public int SiloPort { get; } = Ports.PickFree();

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.CreateDatabaseAsync();
        silos =
        [
            await RunningSilo.StartAsync(Database, [.. Arguments("silo-1"), "--Purser:SiloPort", $"{SiloPort}"]),
            await RunningSilo.StartAsync(Database, Arguments("silo-2")),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        Authority.Dispose();
    }

    private string[] Arguments(string name)
    {
        var (certificate, key) = Authority.Issue(name, isServer: true);
        return ["--Purser:ClusterTls:Certificate", certificate, "--Purser:ClusterTls:Key", key, "--Purser:ClusterTls:Authority", Authority.Certificate];
    }
}
