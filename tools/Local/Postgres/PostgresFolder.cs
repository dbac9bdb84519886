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

    private PostgresFolder(PrivatePostgresOptions options, ServerAccount account, string cluster)
    {
        Account = account;
        Cluster = cluster;
        Password = PrivateFile.ReadOrCreate(
            Path.Combine(options.Folder, "postgres.password"), () => RandomNumberGenerator.GetHexString(64, true));
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

    public static async Task<PostgresFolder> OpenAsync(PrivatePostgresOptions options, CancellationToken cancellation)
    {
        DataFolder.CreateDirectory(options.Folder);
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

        var unfinished = Cluster + ".unfinished";
        var passwordFile = Cluster + ".initial-password";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivateFile.Write(passwordFile, Password);
        try
        {
            await Account.TakeOwnershipAsync(unfinished, cancellation);
            await Account.TakeOwnershipAsync(passwordFile, cancellation);
            // Bytewise collation: the same everywhere, whatever locales the machine has.
            var (exitCode, output) = await ShellCommand.RunAsync(
                Account.Command(
                    binaries.Initdb, "--pgdata", unfinished, "--username", PrivatePostgres.User, "--encoding", "UTF8",
                    "--locale", "C", "--auth", "scram-sha-256", "--pwfile", passwordFile),
                cancellation);
            if (exitCode != 0)
            {
                throw new LocalException($"initdb failed in {unfinished}:\n{output}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
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
