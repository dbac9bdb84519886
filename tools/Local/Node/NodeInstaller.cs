namespace Purser.Local;

/// <summary>The distribution's Node and npm, with which the tests try the example in TypeScript.</summary>
public static class NodeInstaller
{
    private const string Install =
        """
        set -e
        export DEBIAN_FRONTEND=noninteractive
        apt-get update
        apt-get install --yes --no-install-recommends nodejs npm
        """;

    private const string ByHand =
        """
        Node 18 or newer with npm was not found on the PATH.
          Debian:     sudo apt-get install nodejs npm
          elsewhere:  https://nodejs.org/en/download
        """;

    private static readonly string[] Programs = ["node", "npm"];

    /// <summary>Sees to it that both are on the PATH.</summary>
    /// <exception cref="LocalException">They are missing and only a human can install them: it says how.</exception>
    public static async Task EnsureAsync(Action<string> notify, CancellationToken cancellation)
    {
        if (!AreThere())
        {
            await SystemPackages.InstallAsync("Node (apt-get install nodejs npm)", Install, ByHand, notify, cancellation);
            if (!AreThere())
            {
                throw new LocalException(ByHand);
            }
        }
    }

    private static bool AreThere() =>
        Array.TrueForAll(Programs, static program => SystemPackages.SearchPath.Any(folder => File.Exists(Path.Combine(folder, program))));
}
