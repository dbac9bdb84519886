namespace Purser.Gateway.Hosting;

/// <summary>Kestrel as the gateway wants it.</summary>
internal static class HttpServer
{
    /// <summary>
    /// How much of a refused body is read and dropped so that a client that sends first and reads later
    /// still gets its 413. What is accepted is bounded by each call itself, far below.
    /// </summary>
    private const long DrainedBody = 64L * 1024 * 1024;

    /// <summary>Most bytes of a request's first line: the longest ids and a query with every parameter, several times.</summary>
    public const int AddressBytes = 8 * 1024;

    /// <summary>Most bytes of a request's headers.</summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>Most headers of a request.</summary>
    public const int Headers = 100;

    /// <summary>Where it listens unless told otherwise: on this machine only.</summary>
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Kestrel's own configuration, certificates included; where it names endpoints, other addresses do not count.</summary>
    private const string Endpoints = "Kestrel:Endpoints";

    public static void AddHttpServer(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if ((configuration[WebHostDefaults.ServerUrlsKey] ?? configuration[WebHostDefaults.HttpPortsKey]) is null && !configuration.GetSection(Endpoints).Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        // What runs between a socket and the hand-over to the cluster never blocks, so it need not leave the socket's thread.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = DrainedBody;
            kestrel.Limits.MaxRequestLineSize = AddressBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = Headers;
        });
    }
}
