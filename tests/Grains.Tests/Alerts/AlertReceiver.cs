using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Purser.Grains.Tests.Teams;
using StandardWebhooks;

namespace Purser.Grains.Tests.Alerts;

/// <summary>Receives alerts as a product would. What a message's signatures are good for is said by the library of the scheme itself.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> all = new();
    private readonly WebApplication server;

    private AlertReceiver(WebApplication server) => this.server = server;

    public Uri Url => new(new Uri(server.Urls.Single()), "/alerts");

    /// <summary>What it answers; 200 unless told otherwise.</summary>
    public Func<Received, int> Answer { get; set; } = static _ => StatusCodes.Status200OK;

    /// <summary>Everything that came, what it refused too.</summary>
    public IReadOnlyList<Received> All => [.. all];

    /// <summary>What it took.</summary>
    public IReadOnlyList<Received> Taken => [.. all.Where(static message => message.Status == StatusCodes.Status200OK)];

    public static async Task<AlertReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new AlertReceiver(builder.Build());
        receiver.server.MapPost("/alerts", receiver.TakeAsync);
        await receiver.server.StartAsync();
        return receiver;
    }

    public Task UntilTakenAsync(int messages) => TeamCluster.UntilAsync(() => Taken.Count >= messages);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var message = new Received(
            request.Headers["webhook-id"].Single()!,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"].Single()!, CultureInfo.InvariantCulture)),
            request.Headers["webhook-signature"].Single()!.Split(' '),
            int.Parse(request.Headers["Purser-Attempt"].Single()!, CultureInfo.InvariantCulture),
            await reader.ReadToEndAsync());
        message = message with { Status = Answer(message) };
        all.Enqueue(message);
        return Results.StatusCode(message.Status);
    }
}

/// <summary>A message as it came.</summary>
internal sealed record Received(string Id, DateTimeOffset SignedAt, string[] Signatures, int Attempt, string Body, int Status = 0)
{
    public string Type => JsonDocument.Parse(Body).RootElement.GetProperty("type").GetString()!;

    public JsonElement Data => JsonDocument.Parse(Body).RootElement.GetProperty("data");

    /// <summary>Whether one of its signatures was made with a secret.</summary>
    public bool IsSignedWith(string secret) => Signatures.Contains(new StandardWebhook(secret).Sign(Id, SignedAt, Body), StringComparer.Ordinal);
}
