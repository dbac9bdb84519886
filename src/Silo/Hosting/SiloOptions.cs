using System.Net;

namespace Purser.Silo;

/// <summary>Section <c>Purser</c> of the configuration.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Purser";

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

    /// <summary>How far ahead the clock runs: the way to see resets and trials end without waiting. Development only.</summary>
    public TimeSpan ClockOffset { get; set; } = TimeSpan.Zero;
}
