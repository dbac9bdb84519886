using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purser.Tests.Alerts;

/// <summary>Where alerts arrive: some are refused the first time, as such places do.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private const int RefusesEvery = 5;

    private readonly ConcurrentQueue<(string Id, JsonElement Data)> taken = new();
    private readonly WebApplication app;
    private int arrived;

    private AlertReceiver(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single());

    public static async Task<AlertReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new AlertReceiver(builder.Build());
        receiver.app.MapPost("/", receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>What a team was told, each id once, in the order in which they came.</summary>
    public IReadOnlyList<string> Of(string teamId) =>
        [.. taken.Where(message => message.Data.GetProperty("teamId").GetString() == teamId).DistinctBy(static message => message.Id)
            .Select(static message => $"{message.Data.GetProperty("alert").GetString()} {message.Data.GetProperty("percent").GetInt32()}")];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var message = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        if (request.Headers["Purser-Attempt"] == "1" && Interlocked.Increment(ref arrived) % RefusesEvery == 0)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        taken.Enqueue((request.Headers["webhook-id"].ToString(), message.RootElement.GetProperty("data")));
        return Results.Ok();
    }
}
