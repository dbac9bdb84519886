using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Purser.Local;

[assembly: AssemblyFixture(typeof(Purser.Browser.Tests.PortalStage))]

namespace Purser.Browser.Tests;

/// <summary>A silo and a gateway in one process, teams made over HTTP, and the distribution's Chromium to look at their pages.</summary>
public sealed class PortalStage : IAsyncLifetime
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-browser-tests");
    private LocalCluster? cluster;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private HttpClient? http;

    public Uri Gateway => cluster!.Gateways[0].Url;

    /// <summary>The example of a product that shows the credits in its page.</summary>
    public Uri ExampleHost => cluster!.ExampleHost!.Url;

    public async ValueTask InitializeAsync()
    {
        var chromium = await ChromiumInstaller.EnsureAsync(static _ => { }, CancellationToken.None);
        cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Folder = folder.Path, StripeStandIn = true }, CancellationToken.None);
        await cluster.StartExampleHostAsync("example", "ada");
        http = new HttpClient { BaseAddress = Gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.OperatorKey);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--test-third-party-cookie-phaseout"] });
    }

    /// <summary>A call of the API that must succeed.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/v1/teams/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await http!.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{method} {path}: {text}");
    }

    /// <summary>A team with the month that <c>./run</c> gives its demo.</summary>
    public Task LiveDemoAsync(string team) => DemoLife.LiveAsync(cluster!, team, Path.Combine(folder.Path, "proposals.ndjson"), CancellationToken.None);

    /// <summary>A browser of its own.</summary>
    public Task<IBrowserContext> BrowserAsync(int width = 1280, bool isDark = false, bool hasScripts = true, string locale = "en-GB") =>
        browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScripts,
            Locale = locale,
        });

    /// <summary>Lets a browser in as a member, and shows the page.</summary>
    public async Task<IPage> EnterAsync(IBrowserContext context, string team, string member = "ada")
    {
        var page = await context.NewPageAsync();
        var link = await AskAsync(HttpMethod.Post, $"{team}/portal-links", new { memberId = member });
        await page.GotoAsync(link.GetProperty("url").GetString()!);
        return page;
    }

    /// <summary>Lets a browser in as a member, and shows a place of the page.</summary>
    /// <param name="context">The browser.</param>
    /// <param name="team">Whose page.</param>
    /// <param name="place">What stands behind the page's address.</param>
    /// <param name="member">Who looks.</param>
    public async Task<IPage> EnterAtAsync(IBrowserContext context, string team, string place, string member = "ada")
    {
        var page = await EnterAsync(context, team, member);
        await page.GotoAsync($"{Gateway}portal/teams/{team}{place}");
        await page.Locator("purser-section[pending]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await (browser?.DisposeAsync() ?? default);
        playwright?.Dispose();
        http?.Dispose();
        await (cluster?.DisposeAsync() ?? default);
        folder.Dispose();
    }
}
