using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Purser.Local;
using Purser.StripeStandIn;

[assembly: AssemblyFixture(typeof(Purser.Browser.Tests.PortalStage))]
// They wait for the browser and for each other's numbers more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]

namespace Purser.Browser.Tests;

/// <summary>A silo and a gateway, teams made over HTTP, and the distribution's Chromium to look at their pages.</summary>
public class PortalStage : IAsyncLifetime
{
    private readonly bool isApart;
    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-browser-tests");
    private LocalCluster? cluster;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private HttpClient? http;

    /// <summary>In one process, with the example of a product beside it: what all tests share.</summary>
    public PortalStage()
        : this(isApart: false)
    {
    }

    /// <param name="isApart">Whether silo and gateway are processes of their own, which can be stopped, and there is no example.</param>
    protected PortalStage(bool isApart) => this.isApart = isApart;

    public Uri Gateway => Front.Url;

    /// <summary>The gateway's process.</summary>
    public ServerProcess Front => cluster!.Gateways[0];

    /// <summary>The silo's process.</summary>
    public ServerProcess Silo => cluster!.Silos[0];

    /// <summary>What plays Stripe.</summary>
    public StandInServer Stripe => cluster!.Stripe!;

    /// <summary>The example of a product that shows the credits in its page.</summary>
    public Uri ExampleHost => cluster!.ExampleHost!.Url;

    public async ValueTask InitializeAsync()
    {
        var chromium = await ChromiumInstaller.EnsureAsync(static _ => { }, CancellationToken.None);
        await StartAsync(ahead: null);
        if (!isApart)
        {
            await cluster!.StartExampleHostAsync("example", "ada");
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--test-third-party-cookie-phaseout"] });
    }

    /// <summary>Everything is stopped, and starts again so much later.</summary>
    public async Task AgeAsync(TimeSpan by)
    {
        await cluster!.DisposeAsync();
        await StartAsync(by);
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

    /// <summary>The same, over and over while nobody is there who could answer; only for what may be asked twice.</summary>
    public async Task AskPatientlyAsync(HttpMethod method, string path, object? body = null, string? key = null) => Assert.True(await Poll.UntilAsync(
        async () =>
        {
            try
            {
                await AskAsync(method, path, body, key);
                return true;
            }
            catch (Exception notYet) when (notYet is InvalidOperationException or HttpRequestException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(90),
        TimeProvider.System,
        CancellationToken.None));

    /// <summary>A team with the month that <c>./run</c> gives its demo.</summary>
    public Task LiveDemoAsync(string team) => DemoLife.LiveAsync(cluster!, team, alerts: null, Path.Combine(folder.Path, "proposals.ndjson"), CancellationToken.None);

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
        await page.LoadedAsync();
        return page;
    }

    private async Task StartAsync(TimeSpan? ahead)
    {
        cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Folder = folder.Path, StripeStandIn = true, Separate = isApart, ClockOffset = ahead }, CancellationToken.None);
        http?.Dispose();
        http = new HttpClient { BaseAddress = Gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.OperatorKey);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (browser?.DisposeAsync() ?? default);
        playwright?.Dispose();
        http?.Dispose();
        await (cluster?.DisposeAsync() ?? default);
        folder.Dispose();
    }
}

/// <summary>For tests that stop processes, or have time pass.</summary>
public sealed class ApartStage() : PortalStage(isApart: true);
