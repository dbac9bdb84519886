using Purser.Hosting.Tls;

namespace Purser.Hosting;

/// <summary>Which cluster a program is a client of, and how patient it is with it.</summary>
public sealed record ClusterSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Purser";

    /// <summary>The cluster's name; default <c>purser</c>, as the silo's.</summary>
    public string ClusterId { get; set; } = "purser";

    /// <summary>The service's name; default <c>purser</c>, as the silo's.</summary>
    public string ServiceId { get; set; } = "purser";

    /// <summary>PostgreSQL, where the silos announce themselves; from <see cref="DatabaseAddress.Key"/>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What the program says it is known by to the silos, see <see cref="ClusterSecrets"/>; empty: nothing.</summary>
    public string Secret { get; set; } = "";

    /// <summary>By which certificates the program and the silos know each other.</summary>
    public ClusterTlsSettings ClusterTls { get; set; } = new();

    /// <summary>
    /// How long a call may take before its outcome is unknown (503). Default 10 s: many times what a commit takes
    /// when all is well, and short enough that a caller's own timeout is not the first to fire.
    /// </summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the list of silos is read again. Default 2 s (Orleans: a minute), so that a restarted silo is
    /// found in seconds; it is one small query.
    /// </summary>
    public TimeSpan SiloListRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause between attempts to reach a cluster that is not there yet. Default 500 ms.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with it, each naming the key, the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() =>
    [
        .. ClusterName.Errors($"{Section}:{nameof(ClusterId)}", ClusterId),
        .. ClusterName.Errors($"{Section}:{nameof(ServiceId)}", ServiceId),
        .. Between(nameof(ResponseTimeout), ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
        .. Between(nameof(SiloListRefresh), SiloListRefresh, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        .. Between(nameof(RetryPause), RetryPause, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        .. DatabaseAddress.Errors(ConnectionString),
        .. ClusterTls.Errors(isSilo: false),
    ];

    // The connection string may hold a password, and the secret is one.
    public override string ToString() => $"cluster {ClusterId}, service {ServiceId}";

    private static string[] Between(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? [] : [$"{Section}:{key} is {value}; it must be between {least} and {most}."];
}
