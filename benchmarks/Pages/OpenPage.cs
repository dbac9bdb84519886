using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Purser.Benchmarks.Pages;

/// <summary>A browser of its own that shows a team's page, as far as the gateway sees it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly CancellationTokenSource closed = new();
    private Task hearing = Task.CompletedTask;

    private OpenPage(HttpClient http) => this.http = http;

    /// <summary>Lets a member in with a link and loads the page.</summary>
    public static async Task<OpenPage> EnterAsync(HttpClient api, string team, string member, CancellationToken cancellation)
    {
        using var made = await api.PostAsJsonAsync($"/v1/teams/{team}/portal-links", new { memberId = member }, cancellation);
        var link = (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("url").GetString()!;
        var browser = new SocketsHttpHandler { CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None };
        var page = new OpenPage(new HttpClient(browser) { BaseAddress = new Uri($"{api.BaseAddress}portal/teams/{team}/") });
        page.http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        await page.LoadAsync(link, cancellation);
        return page;
    }

    /// <summary>The bytes of an answer, as they were sent; it must be a good one.</summary>
    /// <param name="address">Relative to the page.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<byte[]> LoadAsync(string address, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(address, cancellation);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Follows the team until the page is closed; returns when the first numbers are there.</summary>
    public async Task ListenAsync(CancellationToken cancellation)
    {
        var answer = await http.GetAsync("events", HttpCompletionOption.ResponseHeadersRead, cancellation);
        var events = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellation);
        await events.ReadExactlyAsync(new byte[1], cancellation);
        hearing = HearAsync(answer, events);
    }

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await hearing;
        closed.Dispose();
        http.Dispose();
    }

    private async Task HearAsync(HttpResponseMessage answer, Stream events)
    {
        try
        {
            await events.CopyToAsync(Stream.Null, closed.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The page is closed, or the gateway stopped.
        }
        finally
        {
            answer.Dispose();
        }
    }
}
