namespace Purser.Local;

/// <summary>The distribution's Prometheus, which the tests let read what Purser tells.</summary>
public static class PrometheusInstaller
{
    /// <summary>Names the folder of <c>prometheus</c> and <c>promtool</c>, instead of one that is found.</summary>
    public const string Variable = "PURSER_PROMETHEUS";

    private const string ByHand =
        """
        Prometheus was not found on the PATH.
          Debian:     sudo apt-get install prometheus
          elsewhere:  download it from prometheus.io, and name its folder in PURSER_PROMETHEUS.
        """;

    private static readonly string Unpacked = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "purser", "prometheus");

    // Unpacked only: installed, it would be a service that starts, listens and stays.
    private static readonly string Install =
        $"""
        set -e
        apt-get update
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        cd "$folder"
        apt-get download -o APT::Sandbox::User=root prometheus
        mkdir -p '{Unpacked}'
        dpkg-deb --extract prometheus_*.deb '{Unpacked}'
        """;

    /// <summary>The folder of its programs, which are fetched first if they are missing.</summary>
    /// <exception cref="LocalException">They are missing and only a human can fetch them: it says how.</exception>
    public static async Task<string> EnsureAsync(Action<string> notify, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (Find() is { } found)
        {
            return found;
        }

        await SystemPackages.InstallAsync("Prometheus (apt-get download prometheus)", Install, ByHand, notify, cancellation);
        return Find() ?? throw new LocalException(ByHand);
    }

    private static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : SystemPackages.SearchPath.Append(Path.Combine(Unpacked, "usr", "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "prometheus")) && File.Exists(Path.Combine(folder, "promtool")));
}
