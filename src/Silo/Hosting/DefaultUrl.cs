namespace Purser.Silo;

/// <summary>Where the silo's health and dashboard are unless told otherwise.</summary>
public static class DefaultUrl
{
    /// <summary>Not the gateway's port. Loopback, as everything of the silo.</summary>
    public const string OfSilo = "http://127.0.0.1:8081";

    internal static void UseDefaultUrl(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if ((configuration[WebHostDefaults.ServerUrlsKey] ?? configuration[WebHostDefaults.HttpPortsKey]) is null)
        {
            builder.WebHost.UseUrls(OfSilo);
        }
    }
}
