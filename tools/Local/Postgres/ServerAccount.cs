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

    /// <param name="dataFolder">Its owner is the second choice, where there is no user <c>postgres</c>.</param>
    /// <param name="cancellation">Abandons the look-up.</param>
    public static async Task<ServerAccount> ChooseAsync(string dataFolder, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount((string?)null);
        }

        var (_, owner) = await ShellCommand.RunAsync(["stat", "-c", "%U", dataFolder], cancellation);
        foreach (var user in new[] { Preferred, owner })
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
