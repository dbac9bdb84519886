using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Purser.Hosting;
using IPNetwork = System.Net.IPNetwork;

namespace Purser.Gateway.Hosting;

/// <summary>Which proxies stand before the gateway.</summary>
internal sealed class ProxySettings
{
    public const string Section = "Purser";

    /// <summary>
    /// Addresses and networks, separated by commas, such as <c>10.0.0.7, 10.1.0.0/16</c>. Default none: what a request says of another
    /// caller or another way here is not believed.
    /// </summary>
    public string Proxies { get; set; } = "";

    /// <summary>They, each as a network.</summary>
    public IEnumerable<IPNetwork> Networks => Texts.Select(static text => Parse(text)!.Value);

    private string[] Texts => Proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with them, naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() => Texts.Where(static text => Parse(text) is null).Select(static text =>
        $"{Section}:{nameof(Proxies)} has '{text}': it must be an address such as 10.0.0.7, or a network such as 10.1.0.0/16, and several are separated by commas.");

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}

/// <summary>Who calls, and by which way, where a proxy that is named says so.</summary>
internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services) =>
        services.AddChecked<ProxySettings>(ProxySettings.Section, static settings => settings.Errors());

    /// <summary>Before all that looks at the caller's address or at the scheme.</summary>
    public static void UseProxies(this WebApplication app)
    {
        IPNetwork[] networks = [.. app.Services.GetRequiredService<IOptions<ProxySettings>>().Value.Networks];
        if (networks.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the nearest on, as long as it is a proxy that is named: what stands before the first that is not, anybody can have written.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
