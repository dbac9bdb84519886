namespace Purser.Local;

/// <summary>
/// The user PostgreSQL runs as: whoever we are, except that it refuses to be root, so root lends it another account.
/// </summary>
internal sealed record ServerAccount(string? User)
{
    private const string Preferred = "postgres";

    /// <summary>Turns a command into the same command under this account.</summary>
    public IReadOnlyList<string> Command(params IEnumerable<string> command) =>
        User is null
            ? [.. command]
            : ["setpriv", $"--reuid={User}", $"--regid={Group}", "--init-groups", "--", .. command];

    private string Group { get; init; } = "";

    /// <summary>
    /// The owner of files that exist already, else <c>postgres</c>, else whoever owns the folder they are to be in.
    /// </summary>
    /// <param name="folders">The server's files, which may not be there yet, and the folder around them.</param>
    /// <param name="cancellation">Abandons the look-up.</param>
    public static async Task<ServerAccount> ChooseAsync(
        (string Cluster, string Data) folders, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount((string?)null);
        }

        foreach (var user in new[] { await OwnerAsync(folders.Cluster), Preferred, await OwnerAsync(folders.Data) })
        {
            var (exitCode, group) = await ShellCommand.RunAsync(["id", "-gn", user], cancellation);
            if (exitCode == 0 && user is not "root")
            {
                return new ServerAccount(user) { Group = group };
            }
        }

        throw new LocalException(
            "PostgreSQL refuses to run as root, and there is no user 'postgres' to run it as. "
            + "Create one (useradd --system postgres) or run this as an ordinary user.");
    }

    private static async Task<string> OwnerAsync(string folder) =>
        await ShellCommand.RunAsync(["stat", "-c", "%U", folder], CancellationToken.None) is (0, var user) ? user : "";

    /// <summary>Whether this account may enter the folder: asked of the kernel, which knows of every rule there is.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken cancellation)
    {
        var (exitCode, _) = await ShellCommand.RunAsync(Command("sh", "-c", "cd \"$0\"", folder), cancellation);
        return exitCode == 0;
    }

    public async Task TakeOwnershipAsync(string path, CancellationToken cancellation)
    {
        if (User is not null)
        {
            var (exitCode, output) = await ShellCommand.RunAsync(["chown", $"{User}:{Group}", path], cancellation);
            if (exitCode != 0)
            {
                throw new LocalException($"Could not hand {path} to the user {User}: {output}");
            }
        }
    }
}
