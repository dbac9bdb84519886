using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purser.Local;

/// <summary>A receiver of the demo team's alerts: it says what comes. A product's own would check the signature first.</summary>
internal sealed class DemoReceiver : IAsyncDisposable
{
    private readonly WebApplication server;

    private DemoReceiver(WebApplication server) => this.server = server;

    /// <summary>Where alerts are posted to.</summary>
    public Uri Url => new(new Uri(server.Urls.Single()), "/alerts");

    /// <param name="port">The same at each start: the endpoint that the cluster knows is of the first.</param>
    /// <param name="say">Says it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LocalException">The port is taken.</exception>
    public static async Task<DemoReceiver> StartAsync(int port, Action<string> say, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var receiver = new DemoReceiver(builder.Build());
        receiver.server.MapPost("/alerts", async (HttpRequest request) =>
        {
            using var message = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            var data = message.RootElement.GetProperty("data");
            say($"alert      {data.GetProperty("alert").GetString()}: {data.GetProperty("message").GetString()}");
        });
        try
        {
            await receiver.server.StartAsync(cancellation);
            return receiver;
        }
        catch (IOException taken)
        {
            await receiver.DisposeAsync();
            throw new LocalException($"The receiver of the demo team's alerts cannot listen on port {port}.", taken);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
