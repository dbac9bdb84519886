namespace Purser.Local;

/// <summary>The distribution's Chromium, which the tests of the page drive.</summary>
public static class ChromiumInstaller
{
    /// <summary>Names the browser to use, instead of one that is found.</summary>
    public const string Variable = "PURSER_CHROMIUM";

    private const string Install =
        """
        set -e
        export DEBIAN_FRONTEND=noninteractive
        apt-get update
        apt-get install --yes --no-install-recommends chromium fonts-dejavu-core
        """;

    private const string ByHand =
        """
        Chromium was not found on the PATH.
          Debian:     sudo apt-get install chromium
          elsewhere:  install Chromium or Chrome, or name its program in PURSER_CHROMIUM.
        """;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Its program, installed first if it is missing.</summary>
    /// <exception cref="LocalException">It is missing and only a human can install it: it says how.</exception>
    public static async Task<string> EnsureAsync(Action<string> notify, CancellationToken cancellation)
    {
        if (Find() is { } found)
        {
            return found;
        }

        await SystemPackages.InstallAsync("Chromium (apt-get install chromium)", Install, ByHand, notify, cancellation);
        return Find() ?? throw new LocalException(ByHand);
    }

    private static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : SystemPackages.SearchPath.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
