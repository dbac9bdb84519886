using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purser.Tests.AutoBid;

/// <summary>Where proposals arrive. It refuses some, as such places do.</summary>
internal sealed class BidReceiver : IAsyncDisposable
{
    private const int RefusesEvery = 17;

    private readonly ConcurrentDictionary<string, int> proposals = new(StringComparer.Ordinal);
    private readonly WebApplication app;
    private int arrived;

    private BidReceiver(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    /// <summary>By the key that names team, member and job, how often one arrived.</summary>
    public IReadOnlyDictionary<string, int> Proposals => proposals;

    /// <summary>How long it takes over each.</summary>
    public TimeSpan Takes { get; init; }

    public static async Task<BidReceiver> StartAsync(TimeSpan takes = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new BidReceiver(builder.Build()) { Takes = takes };
        receiver.app.MapPost("/", (RequestDelegate)receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        proposals.AddOrUpdate(context.Request.Headers["Idempotency-Key"].ToString(), 1, (_, before) => before + 1);
        if (Interlocked.Increment(ref arrived) % RefusesEvery == 0)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        await Task.Delay(Takes, TimeProvider.System, context.RequestAborted);
    }
}
