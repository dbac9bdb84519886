using System.Globalization;
using System.Text.RegularExpressions;

namespace Purser.Local;

/// <summary>A folder that holds <c>initdb</c> and <c>postgres</c>, and the major version they are of.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The version the schema is written for and tested on; newer ones run it too.</summary>
    public const int OldestMajor = 15;

    private const string DebianFolder = "/usr/lib/postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    /// <summary>Beside the server itself: a folder of links may lack one.</summary>
    public string BaseBackup => Path.Combine(
        Path.GetDirectoryName(File.ResolveLinkTarget(Postgres, returnFinalTarget: true)?.FullName ?? Postgres)!, "pg_basebackup");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Finds them on the PATH, then where Debian keeps them (off the PATH), newest first, then by <c>pg_config</c>.
    /// A data folder is readable only by the major version that made it, so an existing one decides.
    /// </summary>
    public static async Task<PostgresBinaries?> FindAsync(int? major, CancellationToken cancellation)
    {
        foreach (var folder in await CandidatesAsync(cancellation))
        {
            if (await TryAsync(folder, cancellation) is { } binaries
                && (major is null ? binaries.Major >= OldestMajor : binaries.Major == major))
            {
                return binaries;
            }
        }

        return null;
    }

    private static async Task<IEnumerable<string>> CandidatesAsync(CancellationToken cancellation)
    {
        var debian = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        var newestFirst = debian
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
        var (exitCode, configured) = await ShellCommand.RunAsync(["pg_config", "--bindir"], cancellation);
        return [.. SystemPackages.SearchPath, .. newestFirst, .. exitCode == 0 ? [configured] : Array.Empty<string>()];
    }

    private static async Task<PostgresBinaries?> TryAsync(string folder, CancellationToken cancellation)
    {
        var binaries = new PostgresBinaries(folder, 0);
        if (!File.Exists(binaries.Initdb) || !File.Exists(binaries.Postgres))
        {
            return null;
        }

        var (exitCode, output) = await ShellCommand.RunAsync([binaries.Postgres, "--version"], cancellation);
        var version = VersionPattern().Match(output);
        return exitCode == 0 && version.Success
            ? binaries with { Major = int.Parse(version.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
