using System.Net.Http.Headers;
using System.Text.Json;

namespace Purser.Gateway.Tests;

/// <summary>Reads a stream of events as it comes.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpClient http;
    private readonly StreamReader lines;

    private EventReader(HttpClient http, HttpResponseMessage response, Stream body) =>
        (this.http, Response, lines) = (http, response, new StreamReader(body));

    public HttpResponseMessage Response { get; }

    /// <summary>Connects, and waits for the headers.</summary>
    public static Task<EventReader> OpenAsync(GatewayHost gateway, string path, string? lastEventId = null) => OpenAsync(gateway, path, headers =>
    {
        headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.OperatorKey);
        if (lastEventId is not null)
        {
            headers.Add("Last-Event-ID", lastEventId);
        }
    });

    /// <summary>The same with headers of one's own.</summary>
    public static async Task<EventReader> OpenAsync(GatewayHost gateway, string path, Action<HttpRequestHeaders> prepare)
    {
        var client = new HttpClient { BaseAddress = gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        prepare(request.Headers);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new EventReader(client, response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next one; a comment's kind is <c>:</c>; null at the end.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        var (kind, id, data) = ("", "", "");
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            if (line is "" && kind is not "")
            {
                return new StreamEvent(kind, id, data);
            }

            (kind, id, data) = line.Split(": ", 2) switch
            {
                [":"] => (":", id, data),
                ["event", var value] => (value, id, data),
                ["id", var value] => (kind, value, data),
                ["data", var value] => (kind, id, value),
                _ => (kind, id, data),
            };
        }

        return null;
    }

    /// <summary>The next ones, as <c>kind id</c>.</summary>
    public async Task<string[]> NextAsync(int count)
    {
        var events = new string[count];
        for (var n = 0; n < count; n++)
        {
            events[n] = $"{await NextAsync()}";
        }

        return events;
    }

    public void Dispose()
    {
        lines.Dispose();
        Response.Dispose();
        http.Dispose();
    }
}

internal sealed record StreamEvent(string Kind, string Id, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public override string ToString() => $"{Kind} {Id}".Trim();
}
