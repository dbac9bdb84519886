using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Purser.StripeStandIn.Tests;

/// <summary>Listens as Purser does: takes only what Stripe's own library accepts.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private const long Tolerance = 300;

    private readonly ConcurrentQueue<Event> taken = new();
    private WebApplication? server;

    public const string Secret = "whsec_of_the_tests";

    public required TimeProvider Clock { get; init; }

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<Event> Taken => [.. taken];

    public IEnumerable<string> Types => taken.Select(happened => happened.Type);

    /// <summary>What it answers until told otherwise.</summary>
    public int Status { get; set; } = (int)HttpStatusCode.OK;

    public int Asked { get; private set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.MapPost("/hook", TakeAsync);
        await server.StartAsync();
        Url = new Uri(new Uri(server.Urls.Single()), "/hook");
    }

    /// <summary>Forgets what came, so that a test tells about one step at a time.</summary>
    public void Clear() => taken.Clear();

    /// <summary>Waits until an event of a type has come, for 20 s at most.</summary>
    public async Task HearAsync(string type)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!Types.Contains(type, StringComparer.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        Asked++;
        using var reader = new StreamReader(request.Body);
        var happened = EventUtility.ConstructEvent(
            await reader.ReadToEndAsync(),
            request.Headers["Stripe-Signature"],
            Secret,
            Tolerance,
            Clock.GetUtcNow().ToUnixTimeSeconds());
        if (Status == (int)HttpStatusCode.OK)
        {
            taken.Enqueue(happened);
        }

        return Results.StatusCode(Status);
    }
}
