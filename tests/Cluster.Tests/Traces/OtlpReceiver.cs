using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purser.Tests.Traces;

/// <summary>Where traces and metrics arrive: OTLP over HTTP, read as far as the tests look.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> spans = new();
    private readonly ConcurrentDictionary<string, bool> metrics = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public IReadOnlyCollection<Span> Spans => spans;

    public ICollection<string> Metrics => metrics.Keys;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new OtlpReceiver(builder.Build());
        receiver.app.MapPost("/v1/traces", request => TakeAsync(request, receiver.TakeSpans));
        receiver.app.MapPost("/v1/metrics", request => TakeAsync(request, receiver.TakeMetrics));
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, Action<ReadOnlyMemory<byte>> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpans(ReadOnlyMemory<byte> body)
    {
        foreach (var span in Within(body, 1, 2, 2))
        {
            var fields = Fields(span).ToList();
            spans.Enqueue(new Span(
                Hex(Of(fields, 1)), Hex(Of(fields, 2)), Hex(Of(fields, 4)), Text(Of(fields, 5)),
                [.. fields.Where(static field => field.Number == 13).Select(static link => Hex(Of([.. Fields(link.Bytes)], 1)))],
                fields.Where(static field => field.Number == 9).Select(static tag => Fields(tag.Bytes).ToList())
                    .ToDictionary(static tag => Text(Of(tag, 1)), static tag => Text(Of([.. Fields(Of(tag, 2))], 1)), StringComparer.Ordinal)));
        }
    }

    private void TakeMetrics(ReadOnlyMemory<byte> body)
    {
        foreach (var metric in Within(body, 1, 2, 2))
        {
            metrics[Text(Of([.. Fields(metric)], 1))] = true;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Within(ReadOnlyMemory<byte> message, params int[] path) => path is [var first, .. var rest]
        ? Fields(message).Where(field => field.Number == first).SelectMany(field => Within(field.Bytes, rest))
        : [message];

    private static ReadOnlyMemory<byte> Of(List<(int Number, ReadOnlyMemory<byte> Bytes)> fields, int number) =>
        fields.Find(field => field.Number == number).Bytes;

    /// <summary>A message's fields that have a length; numbers are passed over.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message.Span, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return ((int)(tag >> 3), message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"A field of kind {tag & 7}.");
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}

/// <summary>A span that arrived.</summary>
/// <param name="Trace">Its trace.</param>
/// <param name="Id">It.</param>
/// <param name="Parent">Within what; empty: nothing.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Links">The traces that it has links to.</param>
/// <param name="Tags">Its attributes that are text; others are empty.</param>
internal sealed record Span(string Trace, string Id, string Parent, string Name, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Tags);
