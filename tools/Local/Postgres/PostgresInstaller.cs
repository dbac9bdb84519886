namespace Purser.Local;

/// <summary>Gets PostgreSQL's server binaries from the system's packages where that is possible.</summary>
public static class PostgresInstaller
{
    // The package would create and start a cluster of its own on port 5432: nobody asked for one. The setting that
    // prevents it is put back afterwards.
    private const string Install =
        """
        set -e
        export DEBIAN_FRONTEND=noninteractive
        apt-get update
        apt-get install --yes --no-install-recommends postgresql-common
        settings=/etc/postgresql-common/createcluster.conf
        cp -p "$settings" "$settings.before-purser"
        trap 'mv "$settings.before-purser" "$settings"' EXIT
        echo 'create_main_cluster = false' >>"$settings"
        apt-get install --yes --no-install-recommends postgresql
        """;

    private static readonly string ByHand =
        $"""
        PostgreSQL's server binaries ({PostgresBinaries.OldestMajor} or newer: initdb, postgres) were not found on the PATH, under /usr/lib/postgresql or by pg_config.
          Debian, Ubuntu:  sudo apt-get install postgresql
          Fedora:          sudo dnf install postgresql-server
          Arch:            sudo pacman -S postgresql
          elsewhere:       install them and put their bin folder on the PATH,
        or name a server that runs already: ./run --postgres "Host=…;Username=…;Password=…;Database=…"
        """;

    /// <summary>The binaries, installed first if they are missing.</summary>
    /// <param name="major">The version an existing data folder needs, if there is one.</param>
    /// <param name="notify">Is told when an installation begins.</param>
    /// <param name="cancellation">Abandons the search or the installation.</param>
    /// <exception cref="LocalException">They are missing and only a human can install them: it says how.</exception>
    public static async Task<PostgresBinaries> EnsureAsync(
        int? major, Action<string> notify, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (await PostgresBinaries.FindAsync(major, cancellation) is { } found)
        {
            return found;
        }

        if (major is not null && await PostgresBinaries.FindAsync(null, cancellation) is { } other)
        {
            throw new LocalException(
                $"The data folder was made by PostgreSQL {major}, but only PostgreSQL {other.Major} is installed "
                + $"({other.Folder}). Install PostgreSQL {major} (Debian: postgresql-{major}) or use another --data.");
        }

        await SystemPackages.InstallAsync("PostgreSQL's server binaries (apt-get install postgresql)", Install, ByHand, notify, cancellation);
        return await PostgresBinaries.FindAsync(major, cancellation) ?? throw new LocalException(ByHand);
    }
}
