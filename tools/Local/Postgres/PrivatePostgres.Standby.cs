using Npgsql;

namespace Purser.Local;

/// <summary>A second server that follows the first, and takes over from it.</summary>
public sealed partial class PrivatePostgres
{
    /// <summary>Makes a standby of this server, with the same password, and starts it. It follows asynchronously: PostgreSQL's default.</summary>
    public async Task<PrivatePostgres> StartStandbyAsync(PrivatePostgresOptions ofStandby, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ofStandby);
        ofStandby = ofStandby with { Folder = Path.GetFullPath(ofStandby.Folder) };
        var copy = await PostgresFolder.OpenAsync(ofStandby, cancellation, folder.Password);
        await copy.CopyAsync(binaries, Port, cancellation);
        var standby = new PrivatePostgres(ofStandby, copy, binaries);
        try
        {
            await standby.StartOnFreePortAsync(cancellation);
            return standby;
        }
        catch
        {
            await standby.StopAsync();
            throw;
        }
    }

    /// <summary>Stops sending to standbys, as a link that hangs does: from now on they fall behind.</summary>
    public async Task HangStandbysAsync(CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var senders = new NpgsqlCommand("SELECT pid FROM pg_stat_replication", connection);
        await using var rows = await senders.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var sender = rows.GetInt32(0);
            ProcessesOfThisFolder().Single(process => process.Pid == sender).Send(Signal.Stop);
        }
    }

    /// <summary>Makes a standby the server that is written to; returns when it is.</summary>
    public async Task PromoteAsync(CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var promote = new NpgsqlCommand("SELECT pg_promote()", connection) { CommandTimeout = 60 };
        if (await promote.ExecuteScalarAsync(cancellation) is not true)
        {
            throw new LocalException("The standby was not promoted within a minute.");
        }
    }
}
