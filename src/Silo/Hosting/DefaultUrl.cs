namespace Purser.Hosting;

internal static class DefaultUrl
{
    /// <summary>Not ASP.NET's port 5000, which the gateway has by default. Loopback, as everything of the silo.</summary>
    private const string Url = "http://127.0.0.1:8081";

    public static void UseDefaultUrl(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if ((configuration[WebHostDefaults.ServerUrlsKey] ?? configuration[WebHostDefaults.HttpPortsKey]) is null)
        {
            builder.WebHost.UseUrls(Url);
        }
    }
}
