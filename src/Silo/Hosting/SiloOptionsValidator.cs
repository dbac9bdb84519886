using System.Net;
using Microsoft.Extensions.Options;

namespace Purser.Silo;

internal sealed class SiloOptionsValidator(IHostEnvironment environment) : IValidateOptions<SiloOptions>
{
    private const int LongestId = 150;
    private static readonly TimeSpan FurthestOffset = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        CheckId(failures, nameof(options.ClusterId), options.ClusterId);
        CheckId(failures, nameof(options.ServiceId), options.ServiceId);
        CheckPort(failures, nameof(options.SiloPort), options.SiloPort);
        CheckPort(failures, nameof(options.GatewayPort), options.GatewayPort);
        if (options.SiloPort == options.GatewayPort)
        {
            failures.AddError($"Purser:SiloPort and Purser:GatewayPort are both {options.SiloPort}: they must differ.");
        }

        CheckAddress(failures, options.AdvertisedAddress);
        CheckClockOffset(failures, options.ClockOffset);
        return failures.Build();
    }

    private static void CheckId(ValidateOptionsResultBuilder failures, string key, string id)
    {
        if (id.Length is 0 or > LongestId || !id.All(static c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c)))
        {
            failures.AddError($"Purser:{key} is '{id}': it must be 1 to {LongestId} of A-Z a-z 0-9 . _ : -");
        }
    }

    private static void CheckPort(ValidateOptionsResultBuilder failures, string key, int port)
    {
        if (port is <= IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            failures.AddError($"Purser:{key} is {port}: it must be between 1 and {IPEndPoint.MaxPort}.");
        }
    }

    private static void CheckAddress(ValidateOptionsResultBuilder failures, string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any))
        {
            failures.AddError(
                $"Purser:AdvertisedAddress is '{address}': it must be one IP address of this machine that the other silos can reach.");
        }
    }

    private void CheckClockOffset(ValidateOptionsResultBuilder failures, TimeSpan offset)
    {
        if (offset != TimeSpan.Zero && !environment.IsDevelopment())
        {
            failures.AddError(
                $"Purser:ClockOffset is {offset} in the {environment.EnvironmentName} environment: it may be set in Development only.");
        }

        if (offset < TimeSpan.Zero || offset > FurthestOffset)
        {
            failures.AddError($"Purser:ClockOffset is {offset}: it must be between 0 and {FurthestOffset.Days} days.");
        }
    }
}
