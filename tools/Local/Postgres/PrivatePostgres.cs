using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Purser.Local;

/// <summary>
/// A PostgreSQL server of our own: its files in a folder, its port on loopback only, its password in that folder, its
/// durability PostgreSQL's default. Starting finds the files of last time, stopping leaves them.
/// </summary>
public sealed partial class PrivatePostgres : ISupervised, IAsyncDisposable
{
    internal const string User = "purser";

    private static readonly TimeSpan CrashDeadline = TimeSpan.FromSeconds(10);

    private readonly PrivatePostgresOptions options;
    private readonly PostgresFolder folder;
    private readonly PostgresBinaries binaries;
    private ChildProcess? server;
    private ProcessIdentity[] paused = [];

    private PrivatePostgres(PrivatePostgresOptions options, PostgresFolder folder, PostgresBinaries binaries)
    {
        this.options = options;
        this.folder = folder;
        this.binaries = binaries;
        Port = options.Port ?? Ports.PickFree();
        LogFile = Path.Combine(options.Folder, "logs", "postgres.log");
    }

    public int Port { get; private set; }

    public string LogFile { get; }

    public int Major => binaries.Major;

    /// <summary>The postmaster's pid; null while the server is down.</summary>
    public int? ProcessId => server?.Identity is { IsAlive: true } process ? process.Pid : null;

    string ISupervised.Name => "PostgreSQL";

    Task<int> ISupervised.Exited => server?.Exited ?? Task.FromResult(0);

    /// <summary>Shown in front of every process title, which every user may read: how its processes are told from others'.</summary>
    private string ClusterName =>
        "purser-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Cluster)).AsSpan(0, 8));

    /// <summary>Starts the server of that folder, making it first if need be.</summary>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        var opened = await PostgresFolder.OpenAsync(options, cancellation);
        var installed = await PostgresInstaller.EnsureAsync(opened.Major, options.Notify, cancellation);
        await opened.InitializeAsync(installed, cancellation);
        var postgres = new PrivatePostgres(options, opened, installed);
        await postgres.StopLeftOverAsync(cancellation);
        try
        {
            await postgres.StartOnFreePortAsync(cancellation);
            return postgres;
        }
        catch
        {
            await postgres.StopAsync();
            throw;
        }
    }

    /// <summary>An Npgsql connection string to one of the server's databases.</summary>
    public string ConnectionString(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = User,
            Password = folder.Password,
            Database = database,
        }.ConnectionString;

    /// <summary>Creates the database unless it is there, and returns the connection string to it.</summary>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken cancellation = default)
    {
        await PostgresDatabases.EnsureAsync(ConnectionString(), database, cancellation);
        return ConnectionString(database);
    }

    /// <summary>Starts a server that was stopped or killed, on the same port; it recovers by itself.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (ProcessId is not null)
        {
            throw new InvalidOperationException("The server is running.");
        }

        await ForgetStaleLockAsync(cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(LogFile)!);
        server = ChildProcess.Start(new ChildCommand("PostgreSQL", folder.Account.Command(ServerCommand()), LogFile)
        {
            // Interrupt is "fast": roll back what is open, write a checkpoint, exit.
            StopSignal = Signal.Interrupt,
            Environment = PostgresVariables().ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal),
        });
        await WaitUntilReadyAsync(server, cancellation);
    }

    /// <summary>Stops it cleanly: clients are cut off, what they committed stays.</summary>
    public async Task StopAsync()
    {
        if (server is not null && !await server.StopAsync(options.StopDeadline, options.Clock))
        {
            options.Notify($"PostgreSQL did not stop within {options.StopDeadline.TotalSeconds:0} s and was killed; "
                + "it recovers at its next start.");
        }
    }

    /// <summary>Ends it at once and writes nothing more: for a folder that nobody reads again.</summary>
    public async Task AbandonAsync()
    {
        if (ProcessId is not null && server is not null)
        {
            // "Immediate": no checkpoint, which takes as long as it is since the last.
            server.Identity.Send(Signal.Quit);
        }

        await StopAsync();
    }

    /// <summary>Kills the server and every process of it at once, as a crash of the machine would.</summary>
    public async Task KillAsync()
    {
        if (ProcessId is null || server is null)
        {
            return;
        }

        // Stopped first, so that it starts no child between the look and the kill.
        var postmaster = server.Identity;
        postmaster.Send(Signal.Stop);
        ProcessIdentity[] processes = [postmaster, .. postmaster.Children()];
        foreach (var process in processes)
        {
            process.Send(Signal.Kill);
        }

        await server.Exited;
        await Poll.UntilAsync(
            () => Task.FromResult(!processes.Any(process => process.IsAlive)),
            CrashDeadline,
            options.Clock,
            CancellationToken.None);
    }

    /// <summary>Freezes every process of it (SIGSTOP) until <see cref="Resume"/>, as a disk that hangs would.</summary>
    public void Pause()
    {
        if (server is null)
        {
            return;
        }

        // The first one first: it starts no child any more.
        server.Identity.Send(Signal.Stop);
        paused = [server.Identity, .. server.Identity.Children()];
        Array.ForEach(paused, process => process.Send(Signal.Stop));
    }

    public void Resume() => Array.ForEach(paused, process => process.Send(Signal.Continue));

    public async ValueTask DisposeAsync() => await StopAsync();

    private static IEnumerable<string> PostgresVariables() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("PG", StringComparison.Ordinal));

    private List<string> ServerCommand()
    {
        List<string> command = [binaries.Postgres, "-D", folder.Cluster];
        var settings = new Dictionary<string, string>(options.Settings, StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            // No socket file: its path may be 107 bytes long at most, and a data folder's path can be longer.
            ["unix_socket_directories"] = "",
            ["max_connections"] = options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["cluster_name"] = ClusterName,
            ["logging_collector"] = "off",
        };
        foreach (var (name, value) in settings)
        {
            command.AddRange(["-c", $"{name}={value}"]);
        }

        return command;
    }

    private async Task StartOnFreePortAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartAsync(cancellation);
                return;
            }
            catch (LocalException) when (options.Port is null && attempt < 5 && !Ports.IsFree(Port))
            {
                // Somebody took the port between our look and the server's.
                Port = Ports.PickFree();
            }
        }
    }

    private async Task WaitUntilReadyAsync(ChildProcess started, CancellationToken cancellation)
    {
        NpgsqlException? last = null;
        var ready = await Poll.UntilAsync(
            async () =>
            {
                // Raced against its exit: on a port that somebody else holds, the wait for an answer could be long.
                var answer = TryConnectAsync(cancellation);
                await Task.WhenAny(answer, started.Exited);
                if (started.Exited.IsCompleted)
                {
                    throw new LocalException(
                        $"PostgreSQL exited with code {await started.Exited} while starting on 127.0.0.1:{Port}.\n"
                        + LogTail.Of(LogFile));
                }

                return (last = await answer) is null;
            },
            options.StartDeadline,
            options.Clock,
            cancellation);
        if (!ready)
        {
            started.Kill();
            throw new LocalException(
                $"PostgreSQL did not answer on 127.0.0.1:{Port} within {options.StartDeadline.TotalSeconds:0} s"
                + $" ({last?.Message}).\n{LogTail.Of(LogFile)}",
                last!);
        }
    }

    private async Task<NpgsqlException?> TryConnectAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            return null;
        }
        catch (NpgsqlException notYet)
        {
            return notYet;
        }
    }
}
