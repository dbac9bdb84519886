using System.Net;
using Purser.Hosting;
using Purser.Hosting.Tls;

namespace Purser.Silo;

/// <summary>Section <c>Purser</c> of the configuration.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Purser";

    private static readonly TimeSpan FurthestOffset = TimeSpan.FromDays(3650);

    /// <summary>Silos and clients with the same id form one cluster; a blue-green deployment gives each colour its own.</summary>
    public string ClusterId { get; set; } = "purser";

    /// <summary>What state and reminders are stored under, so it must outlive every cluster.</summary>
    public string ServiceId { get; set; } = "purser";

    /// <summary>Where the other silos reach this one. Orleans' own default.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Where cluster clients, such as the HTTP gateway, reach this silo. Orleans' own default.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The address that both ports listen on and that the others are told. Loopback by default: whoever reaches these
    /// ports is inside the cluster, so a private network has to be asked for by its address.
    /// </summary>
    public string AdvertisedAddress { get; set; } = IPAddress.Loopback.ToString();

    /// <summary>By which certificates the silo, other silos and clients know each other.</summary>
    public ClusterTlsSettings ClusterTls { get; set; } = new();

    /// <summary>How far ahead the clock runs: the way to see resets and trials end without waiting. Development only.</summary>
    public TimeSpan ClockOffset { get; set; } = TimeSpan.Zero;

    /// <summary>What is wrong with it, each naming the key, the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors(IHostEnvironment environment) =>
    [
        .. ClusterName.Errors($"{Section}:{nameof(ClusterId)}", ClusterId),
        .. ClusterName.Errors($"{Section}:{nameof(ServiceId)}", ServiceId),
        .. ErrorsOfPort(nameof(SiloPort), SiloPort),
        .. ErrorsOfPort(nameof(GatewayPort), GatewayPort),
        .. ErrorsOfPlace(),
        .. ErrorsOfClock(environment),
        .. ClusterTls.Errors(isSilo: true),
    ];

    private static string[] ErrorsOfPort(string key, int port) => port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort
        ? []
        : [$"{Section}:{key} is {port}: it must be between 1 and {IPEndPoint.MaxPort}."];

    private IEnumerable<string> ErrorsOfPlace()
    {
        if (SiloPort == GatewayPort)
        {
            yield return $"{Section}:{nameof(SiloPort)} and {Section}:{nameof(GatewayPort)} are both {SiloPort}: they must differ.";
        }

        if (!IPAddress.TryParse(AdvertisedAddress, out var parsed) || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any))
        {
            yield return $"{Section}:{nameof(AdvertisedAddress)} is '{AdvertisedAddress}': "
                + "it must be one IP address of this machine that the other silos can reach.";
        }
    }

    private IEnumerable<string> ErrorsOfClock(IHostEnvironment environment)
    {
        if (ClockOffset != TimeSpan.Zero && !environment.IsDevelopment())
        {
            yield return $"{Section}:{nameof(ClockOffset)} is {ClockOffset} in the {environment.EnvironmentName} environment: "
                + "it may be set in Development only.";
        }

        if (ClockOffset < TimeSpan.Zero || ClockOffset > FurthestOffset)
        {
            yield return $"{Section}:{nameof(ClockOffset)} is {ClockOffset}: it must be between 0 and {FurthestOffset.Days} days.";
        }
    }
}
