using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Purser.Local;

/// <summary>Where a private server keeps its files, who owns them, and their making.</summary>
internal sealed class PostgresFolder
{
    /// <summary>Where the files go when the account the server runs as cannot enter the data folder (say, one under /root).</summary>
    private const string Elsewhere = "/var/lib/purser";

    /// <summary>Remembers that place in the data folder, which can so be moved and still finds its server's files.</summary>
    private const string PointerName = "postgres.location";

    private const string PasswordName = "postgres.password";

    private PostgresFolder(PrivatePostgresOptions options, ServerAccount account, string cluster)
    {
        Account = account;
        Cluster = cluster;
        Password = PrivateFile.ReadOrCreate(
            Path.Combine(options.Folder, PasswordName), () => RandomNumberGenerator.GetHexString(64, true));
    }

    public ServerAccount Account { get; }

    /// <summary>PostgreSQL's data directory.</summary>
    public string Cluster { get; }

    public string Password { get; }

    /// <summary>The major version that made the files; null when there are none yet.</summary>
    public int? Major =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")), CultureInfo.InvariantCulture)
            : null;

    public string LockFile => Path.Combine(Cluster, "postmaster.pid");

    public static async Task<PostgresFolder> OpenAsync(
        PrivatePostgresOptions options, CancellationToken cancellation, string? password = null)
    {
        DataFolder.CreateDirectory(options.Folder);
        if (password is not null)
        {
            PrivateFile.Write(Path.Combine(options.Folder, PasswordName), password);
        }

        var pointer = Path.Combine(options.Folder, PointerName);
        var cluster = File.Exists(pointer) ? File.ReadAllText(pointer) : Path.Combine(options.Folder, "postgres");
        var account = await ServerAccount.ChooseAsync((cluster, options.Folder), cancellation);
        if (!Directory.Exists(cluster) && !await account.CanReachAsync(options.Folder, cancellation))
        {
            cluster = ReachableFolder(options, account);
            PrivateFile.Write(pointer, cluster);
        }

        return new PostgresFolder(options, account, cluster);
    }

    /// <summary>Makes the server's files with initdb, under another name until they are whole.</summary>
    public async Task InitializeAsync(PostgresBinaries binaries, CancellationToken cancellation)
    {
        if (Major is not null)
        {
            return;
        }

        if (Directory.Exists(Cluster) && Directory.EnumerateFileSystemEntries(Cluster).Any())
        {
            throw new LocalException($"{Cluster} is not empty and not a PostgreSQL data folder; move it out of the way.");
        }

        // Bytewise collation: the same everywhere, whatever locales the machine has.
        await MakeAsync(
            (unfinished, passwordFile) =>
            [
                binaries.Initdb, "--pgdata", unfinished, "--username", PrivatePostgres.User, "--encoding", "UTF8",
                "--locale", "C", "--auth", "scram-sha-256", "--pwfile", passwordFile,
            ],
            Password,
            cancellation);
    }

    /// <summary>Makes the server's files as a copy of a running server's, set up to follow it.</summary>
    public Task CopyAsync(PostgresBinaries binaries, int port, CancellationToken cancellation) => MakeAsync(
        (unfinished, passwordFile) =>
        [
            binaries.BaseBackup, "--pgdata", unfinished, "--write-recovery-conf", "--checkpoint=fast", "--no-password", "--dbname",
            $"host=127.0.0.1 port={port} user={PrivatePostgres.User} passfile={passwordFile}",
        ],
        // Also the standby's own: it goes on asking with it.
        $"127.0.0.1:{port}:*:{PrivatePostgres.User}:{Password}",
        cancellation,
        keepSecret: true);

    private async Task MakeAsync(
        Func<string, string, IReadOnlyList<string>> command, string secret, CancellationToken cancellation, bool keepSecret = false)
    {
        var unfinished = Cluster + ".unfinished";
        var secretFile = Cluster + ".initial-password";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivateFile.Write(secretFile, secret);
        try
        {
            await Account.TakeOwnershipAsync(unfinished, cancellation);
            await Account.TakeOwnershipAsync(secretFile, cancellation);
            var made = command(unfinished, secretFile);
            var (exitCode, output) = await ShellCommand.RunAsync(Account.Command(made), cancellation);
            if (exitCode != 0)
            {
                throw new LocalException($"{Path.GetFileName(made[0])} failed in {unfinished}:\n{output}");
            }
        }
        finally
        {
            if (!keepSecret)
            {
                File.Delete(secretFile);
            }
        }

        if (Directory.Exists(Cluster))
        {
            Directory.Delete(Cluster);
        }

        Directory.Move(unfinished, Cluster);
    }

    private static string ReachableFolder(PrivatePostgresOptions options, ServerAccount account)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Folder)).AsSpan(0, 8));
        var folder = Path.Combine(Elsewhere, name);
        DataFolder.CreateDirectory(folder);
        options.Notify(
            $"The user {account.User}, which PostgreSQL runs as, cannot enter {options.Folder}: "
            + $"the database's files are in {folder}.");
        return Path.Combine(folder, "postgres");
    }
}
