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

    private readonly PrivatePostgresOptions _options;
    private readonly PostgresFolder _folder;
    private readonly PostgresBinaries _binaries;
    private ChildProcess? _server;
    private ProcessIdentity[] _paused = [];

    private PrivatePostgres(PrivatePostgresOptions options, PostgresFolder folder, PostgresBinaries binaries)
    {
        _options = options;
        _folder = folder;
        _binaries = binaries;
        Port = options.Port ?? Ports.PickFree();
        LogFile = Path.Combine(options.Folder, "logs", "postgres.log");
    }

    public int Port { get; private set; }

    public string LogFile { get; }

    public int Major => _binaries.Major;

    /// <summary>The postmaster's pid; null while the server is down.</summary>
    public int? ProcessId => _server?.Identity is { IsAlive: true } process ? process.Pid : null;

    string ISupervised.Name => "PostgreSQL";

    Task<int> ISupervised.Exited => _server?.Exited ?? Task.FromResult(0);

    /// <summary>Shown in front of every process title, which every user may read: how its processes are told from others'.</summary>
    private string ClusterName =>
        "purser-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_folder.Cluster)).AsSpan(0, 8));

    /// <summary>Starts the server of that folder, making it first if need be.</summary>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        var folder = await PostgresFolder.OpenAsync(options, cancellation);
        var binaries = await PostgresInstaller.EnsureAsync(folder.Major, options.Notify, cancellation);
        await folder.InitializeAsync(binaries, cancellation);
        var postgres = new PrivatePostgres(options, folder, binaries);
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
            Password = _folder.Password,
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
        _server = ChildProcess.Start(new ChildCommand("PostgreSQL", _folder.Account.Command(ServerCommand()), LogFile)
        {
            // Interrupt is "fast": roll back what is open, write a checkpoint, exit.
            StopSignal = Signal.Interrupt,
            Environment = PostgresVariables().ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal),
        });
        await WaitUntilReadyAsync(_server, cancellation);
    }

    /// <summary>Stops it cleanly: clients are cut off, what they committed stays.</summary>
    public async Task StopAsync()
    {
        if (_server is not null && !await _server.StopAsync(_options.StopDeadline, _options.Clock))
        {
            _options.Notify($"PostgreSQL did not stop within {_options.StopDeadline.TotalSeconds:0} s and was killed; "
                + "it recovers at its next start.");
        }
    }

    /// <summary>Kills the server and every process of it at once, as a crash of the machine would.</summary>
    public async Task KillAsync()
    {
        if (ProcessId is null || _server is null)
        {
            return;
        }

        // Stopped first, so that it starts no child between the look and the kill.
        var postmaster = _server.Identity;
        postmaster.Send(Signal.Stop);
        ProcessIdentity[] processes = [postmaster, .. postmaster.Children()];
        foreach (var process in processes)
        {
            process.Send(Signal.Kill);
        }

        await _server.Exited;
        await Poll.UntilAsync(
            () => Task.FromResult(!processes.Any(process => process.IsAlive)),
            CrashDeadline,
            _options.Clock,
            CancellationToken.None);
    }

    /// <summary>Freezes every process of it (SIGSTOP) until <see cref="Resume"/>, as a disk that hangs would.</summary>
    public void Pause()
    {
        if (_server is null)
        {
            return;
        }

        // The first one first: it starts no child any more.
        _server.Identity.Send(Signal.Stop);
        _paused = [_server.Identity, .. _server.Identity.Children()];
        Array.ForEach(_paused, process => process.Send(Signal.Stop));
    }

    public void Resume() => Array.ForEach(_paused, process => process.Send(Signal.Continue));

    public async ValueTask DisposeAsync() => await StopAsync();

    private static IEnumerable<string> PostgresVariables() =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("PG", StringComparison.Ordinal));

    private List<string> ServerCommand()
    {
        List<string> command = [_binaries.Postgres, "-D", _folder.Cluster];
        var settings = new Dictionary<string, string>(_options.Settings, StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            // No socket file: its path may be 107 bytes long at most, and a data folder's path can be longer.
            ["unix_socket_directories"] = "",
            ["max_connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
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
            catch (LocalException) when (_options.Port is null && attempt < 5 && !Ports.IsFree(Port))
            {
                // Somebody took the port between our look and the server's.
                Port = Ports.PickFree();
            }
        }
    }

    private async Task WaitUntilReadyAsync(ChildProcess server, CancellationToken cancellation)
    {
        NpgsqlException? last = null;
        var ready = await Poll.UntilAsync(
            async () =>
            {
                // Raced against its exit: on a port that somebody else holds, the wait for an answer could be long.
                var answer = TryConnectAsync(cancellation);
                await Task.WhenAny(answer, server.Exited);
                if (server.Exited.IsCompleted)
                {
                    throw new LocalException(
                        $"PostgreSQL exited with code {await server.Exited} while starting on 127.0.0.1:{Port}.\n"
                        + LogTail.Of(LogFile));
                }

                return (last = await answer) is null;
            },
            _options.StartDeadline,
            _options.Clock,
            cancellation);
        if (!ready)
        {
            server.Kill();
            throw new LocalException(
                $"PostgreSQL did not answer on 127.0.0.1:{Port} within {_options.StartDeadline.TotalSeconds:0} s"
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

    /// <summary>Ends a server of this folder that outlived its launcher.</summary>
    private async Task StopLeftOverAsync(CancellationToken cancellation)
    {
        var left = ProcessesOfThisFolder();
        if (left.Count == 0)
        {
            return;
        }

        _options.Notify($"Stopping the PostgreSQL server that an earlier run left behind in {_folder.Cluster} …");
        foreach (var process in left.Where(IsPostmaster))
        {
            process.Send(Signal.Interrupt);
        }

        if (!await AllGoneAsync(_options.StopDeadline, cancellation))
        {
            throw new LocalException(
                $"A PostgreSQL server still runs in {_folder.Cluster} (processes "
                + $"{string.Join(", ", ProcessesOfThisFolder().Select(process => process.Pid))}) and does not stop.");
        }
    }

    /// <summary>
    /// After a crash the lock file stays, and for a moment so do backends that have not noticed yet. PostgreSQL sees
    /// through the file unless another process has been given the pid since: then it refuses to start. Once nobody of
    /// this folder runs, the file can only be stale.
    /// </summary>
    private async Task ForgetStaleLockAsync(CancellationToken cancellation)
    {
        if (File.Exists(_folder.LockFile) && await AllGoneAsync(CrashDeadline, cancellation))
        {
            File.Delete(_folder.LockFile);
        }
    }

    private Task<bool> AllGoneAsync(TimeSpan deadline, CancellationToken cancellation) =>
        Poll.UntilAsync(
            () => Task.FromResult(ProcessesOfThisFolder().Count == 0), deadline, _options.Clock, cancellation);

    private List<ProcessIdentity> ProcessesOfThisFolder() =>
        [.. ProcessIdentity.All().Where(process => IsPostmaster(process) || IsBackend(process))];

    private bool IsPostmaster(ProcessIdentity process) =>
        process.CommandLine is [var program, "-D", var folder, ..]
        && Path.GetFileName(program) is "postgres" && folder.Equals(_folder.Cluster, StringComparison.Ordinal);

    private bool IsBackend(ProcessIdentity process) =>
        process.CommandLine is [var title, ..]
        && title.StartsWith($"postgres: {ClusterName}: ", StringComparison.Ordinal);
}
