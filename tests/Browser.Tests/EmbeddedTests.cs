using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The credits within a page of another site, whose policy allows nothing inline: the example's.</summary>
public sealed class EmbeddedTests(PortalStage stage)
{
    private const string Session = "**/credits-session";

    [Fact]
    public async Task They_are_shown_without_a_cookie_and_nothing_is_said_to_the_console()
    {
        await Cast.BusyAsync(stage, "embed-show");
        await using var host = await Host.OpenAsync(stage, "embed-show");
        List<string> cookies = [];
        host.Context.Request += async (_, request) =>
        {
            if ((await request.AllHeadersAsync()).TryGetValue("cookie", out var cookie))
            {
                cookies.Add($"{request.Url}: {cookie}");
            }
        };

        var page = await host.GoAsync();
        await LoadedAsync(page, "purser-section#members");

        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("421");
        await page.IsAccessibleAsync();
        Assert.Empty(host.Said);
        Assert.Empty(cookies);
        Assert.Empty(await host.Context.CookiesAsync());
    }

    [Fact]
    public async Task Elements_of_one_page_share_one_token_and_one_stream_and_a_debit_moves_all_of_them()
    {
        await Cast.OpenAsync(stage, "embed-share", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-share");
        var page = await host.GoAsync("/parts");
        await LoadedAsync(page, "purser-history table.rows, purser-history .empty");
        await page.Locator("purser-cards[data-live]").WaitForAsync();

        await stage.AskAsync(HttpMethod.Post, "embed-share/debits", new { memberId = "ada", action = "answer" }, "one");

        await Assertions.Expect(page.Locator("purser-cards [data-number=used]")).ToHaveTextAsync("1", new LocatorAssertionsToHaveTextOptions { Timeout = 2000 });
        await Assertions.Expect(page.Locator("purser-history table.rows tbody tr")).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 15_000 });
        Assert.Equal((1, 1), (host.Count("/credits-session"), host.Count("/portal/embed/events")));
    }

    [Fact]
    public async Task A_filter_a_share_and_a_later_page_stay_inside_and_lead_nowhere()
    {
        await Cast.BusyAsync(stage, "embed-click");
        await using var host = await Host.OpenAsync(stage, "embed-click");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#history table.rows");
        var address = page.Url;

        await page.Locator("a.share", new PageLocatorOptions { HasText = "Job Matching" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#history table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).ToHaveCountAsync(0);
        await page.Locator("#history a[data-focus=older]").ClickAsync(new LocatorClickOptions { Modifiers = [KeyboardModifier.Control] });
        await page.Locator("#history a[data-focus=newest]").WaitForAsync();
        await page.Locator("#history select[name=bucket]").SelectOptionAsync("extra");
        await Assertions.Expect(page.Locator("#history .empty")).ToBeVisibleAsync();

        Assert.Equal(address, page.Url);
        Assert.Single(host.Context.Pages);
        Assert.Empty(host.Said);
    }

    [Fact]
    public async Task A_file_is_saved_with_the_token()
    {
        await Cast.BusyAsync(stage, "embed-file");
        await using var host = await Host.OpenAsync(stage, "embed-file");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#history table.rows");

        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("#history a.csv").ClickAsync());

        Assert.Equal("usage.csv", file.SuggestedFilename);
        Assert.Equal(424, (await File.ReadAllLinesAsync((await file.PathAsync())!, TestContext.Current.CancellationToken)).Length);
        Assert.Empty(host.Said);
    }

    [Fact]
    public async Task Top_up_opens_the_whole_window_and_comes_back_to_the_page_that_was_left()
    {
        await Cast.OpenAsync(stage, "embed-pay", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-pay");
        var page = await host.GoAsync("/?tab=credits#here");
        await LoadedAsync(page, "#cards .cards");

        await page.Locator("#top-up summary").ClickAsync();
        await page.Locator("#top-up button.pack").First.ClickAsync();
        await page.WaitForURLAsync("**/checkout/cs_test_*");
        await page.Locator("button", new PageLocatorOptions { HasTextRegex = new System.Text.RegularExpressions.Regex("^Pay") }).First.ClickAsync();
        await page.WaitForURLAsync("**/?tab=credits#here");

        await Assertions.Expect(page.Locator("[data-number=extra]")).Not.ToHaveTextAsync("0");
        await page.Locator("purser-credits[data-live]").WaitForAsync();
        await page.RunAndWaitForResponseAsync(
            () => stage.AskAsync(HttpMethod.Post, "embed-pay/debits", new { memberId = "ada", action = "answer" }, "one"), answer => answer.Url.Contains("/sections/cards", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#cards")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Assertions.Expect(page.Locator("#cards .banner.good")).ToContainTextAsync("Your credits were added");
    }

    [Fact]
    public async Task Forms_are_sent_with_the_token_and_what_is_refused_is_said_beside_what_was_typed()
    {
        await Cast.OpenAsync(stage, "embed-form", "pro", 2);
        await using var host = await Host.OpenAsync(stage, "embed-form");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#add-member");
        var address = page.Url;

        await page.AddMemberAsync("fay", "Fay <b>Young</b>");
        await Assertions.Expect(page.Locator("#members .done")).ToContainTextAsync("The member was added.");
        await Assertions.Expect(page.Locator("#members tbody th", new PageLocatorOptions { HasTextString = "Fay <b>Young</b>" })).ToHaveCountAsync(1);
        await page.AddMemberAsync("gus", "Gus Hale");
        await Assertions.Expect(page.Locator("#member-added-memberId-error")).ToContainTextAsync("All 2 seats are taken.");
        await Assertions.Expect(page.Locator("#add-name")).ToHaveValueAsync("Gus Hale");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Edit Fay" }).ClickAsync();
        await page.Locator(".editor input[name=credits]").FillAsync("77");
        await page.Locator(".editor button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.Locator("#members .done")).ToContainTextAsync("Saved.");
        await Assertions.Expect(page.Locator("#members tbody tr", new PageLocatorOptions { HasTextString = "Fay" }).First).ToContainTextAsync("of 77");
        Assert.Equal(address, page.Url);
        // A browser says so of a refusal, and of a field that would have the focus which the page has already.
        Assert.All(host.Said, said => Assert.Matches("422|^info: Autofocus", said));
    }

    [Fact]
    public async Task Two_members_credits_on_one_page_are_kept_apart_and_Auto_Bid_is_set_there()
    {
        await Cast.OpenAsync(stage, "embed-one", "pro", 3);
        await Cast.OpenAsync(stage, "embed-two", "lite", 1);
        await using var host = await Host.OpenAsync(stage, "embed-one");
        await host.AnswerAsync(stage, "**/other-session", "embed-two");
        var page = await host.GoAsync("/parts");
        await page.EvaluateAsync(
            """
            () => {
              for (const name of ['purser-cards', 'purser-auto-bid']) {
                const other = document.createElement(name);
                other.id = name;
                other.setAttribute('session-url', '/other-session');
                document.querySelector('main').append(other);
              }
            }
            """);
        var (own, other) = (page.Locator("purser-cards:not([id])"), page.Locator("#purser-cards"));
        await Assertions.Expect(own.Locator("[data-number=total]")).ToHaveTextAsync("750");
        await Assertions.Expect(other.Locator("[data-number=total]")).ToHaveTextAsync("100");
        await page.Locator("#purser-cards[data-live]").WaitForAsync();

        await stage.AskAsync(HttpMethod.Post, "embed-two/debits", new { memberId = "ada", action = "answer" }, "one");

        await Assertions.Expect(other.Locator("[data-number=used]")).ToHaveTextAsync("1");
        await Assertions.Expect(own.Locator("[data-number=used]")).ToHaveTextAsync("0");
        await page.Locator("#bidding-cap").FillAsync("7");
        await page.Locator("#bidding button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.Locator("#bidding .done")).ToContainTextAsync("Saved.");
        Assert.Empty(host.Said);
    }

    [Fact]
    public async Task A_token_of_another_origin_shows_nothing()
    {
        await Cast.OpenAsync(stage, "embed-foreign", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-foreign", origin: "https://elsewhere.example");
        var page = await host.GoAsync();

        await Assertions.Expect(page.Locator("purser-credits .failed")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("purser-credits .cards")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_token_that_ends_while_the_page_is_open_is_renewed_without_a_word()
    {
        await Cast.OpenAsync(stage, "embed-renew", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-renew");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#cards .cards");
        await page.Locator("purser-credits[data-live]").WaitForAsync();
        await page.Locator("purser-section[pending]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        await page.EvaluateAsync(
            """
            () => {
              window.flickers = 0;
              new MutationObserver(() => { window.flickers++; }).observe(document.querySelector('purser-credits').shadowRoot, {
                subtree: true, attributes: true, attributeFilter: ['hidden', 'pending'],
              });
            }
            """);

        await stage.AskAsync(HttpMethod.Post, "../portal-sessions/revoke", new { teamId = "embed-renew", memberId = "ada" });
        // The stream is asked for once a second at most, and ends with the first thing that happens after that.
        await page.RunAndWaitForRequestAsync(
            async () =>
            {
                for (var n = 0; host.Count("/credits-session") == 1 && n < 600; n++)
                {
                    await stage.AskAsync(HttpMethod.Post, "embed-renew/debits", new { memberId = "ada", action = "answer" }, $"k{n}");
                }
            },
            request => request.Url.EndsWith("/events", StringComparison.Ordinal));
        var debits = await stage.AskAsync(HttpMethod.Get, "embed-renew/credits");

        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync(debits.GetProperty("used").ToString());
        Assert.Equal((2, 0), (host.Count("/credits-session"), await page.EvaluateAsync<int>("window.flickers")));
        // A browser says so of every 401; nothing else was said.
        Assert.All(host.Said, said => Assert.Contains("401", said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_is_renewed_a_minute_before_it_is_over()
    {
        await Cast.OpenAsync(stage, "embed-ahead", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-ahead");
        await host.Context.Clock.InstallAsync();
        var page = await host.GoAsync();
        await LoadedAsync(page, "#cards .cards");
        Assert.Equal(1, host.Count("/credits-session"));

        await page.RunAndWaitForResponseAsync(() => page.Clock.FastForwardAsync("09:05"), Session);

        Assert.Equal(2, host.Count("/credits-session"));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    public async Task Where_the_product_gives_no_token_any_more_it_is_said_and_can_be_tried_again(HttpStatusCode status, bool isStillShown)
    {
        var team = $"embed-refused-{(int)status}";
        await Cast.OpenAsync(stage, team, "pro", 3);
        await using var host = await Host.OpenAsync(stage, team);
        var page = await host.GoAsync();
        await LoadedAsync(page, "#history .empty");
        await page.RouteAsync(Session, route => route.FulfillAsync(new RouteFulfillOptions { Status = (int)status, Body = "no" }));

        await stage.AskAsync(HttpMethod.Post, "../portal-sessions/revoke", new { teamId = team, memberId = "ada" });
        // As somebody would choose it; but the stream's end may have hidden it a moment ago.
        await page.Locator("#history select[name=bucket]").EvaluateAsync(
            "each => { each.value = 'extra'; each.dispatchEvent(new Event('change', { bubbles: true })); }");

        var words = page.Locator("purser-credits .banner[role=alert]").First;
        await Assertions.Expect(words).ToContainTextAsync("AI Credits could not be opened. You may have been signed out.");
        await Assertions.Expect(page.Locator("purser-credits .sections")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Visible = isStillShown });
        await page.UnrouteAsync(Session);
        await words.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(words).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#history .empty")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_is_removed_is_told_and_sees_nothing_any_more()
    {
        await Cast.OpenAsync(stage, "embed-removed", "pro", 3);
        await stage.AskAsync(HttpMethod.Put, "embed-removed/members/ben", new { name = "Ben", role = "member" });
        await using var host = await Host.OpenAsync(stage, "embed-removed", "ben");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#history .empty");

        await stage.AskAsync(HttpMethod.Delete, "embed-removed/members/ben");
        // Or the end of the stream was there first, and has told them already.
        await page.EvaluateAsync("document.querySelector('purser-credits').load()");

        await Assertions.Expect(page.Locator("purser-credits .banner[role=alert]").First).ToContainTextAsync("You are not a member of this team.");
        await Assertions.Expect(page.Locator("purser-credits .sections")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Colours_are_the_products_and_its_styles_stay_outside()
    {
        await Cast.OpenAsync(stage, "embed-theme", "pro", 3);
        await using var host = await Host.OpenAsync(stage, "embed-theme");
        var page = await host.GoAsync();
        await LoadedAsync(page, "#cards .cards");

        var summary = page.Locator("#top-up summary");
        Assert.Equal("rgb(124, 58, 237)", await summary.EvaluateAsync<string>("button => getComputedStyle(button).backgroundColor"));
        Assert.StartsWith("Georgia", await summary.EvaluateAsync<string>("button => getComputedStyle(button).fontFamily"), StringComparison.Ordinal);
        Assert.Equal("0px", await page.Locator("header").EvaluateAsync<string>("header => getComputedStyle(header).marginTop"));
        Assert.Equal("flex", await page.Locator("header").EvaluateAsync<string>("header => getComputedStyle(header).display"));
    }

    private static Task LoadedAsync(IPage page, string shown) => page.Locator(shown).First.WaitForAsync();

    /// <summary>A browser that looks at the example's page, under another name than the gateway's, so that it is another site.</summary>
    private sealed class Host(IBrowserContext context, Uri address) : IAsyncDisposable
    {
        private readonly List<string> asked = [];

        public IBrowserContext Context => context;

        /// <summary>What was said to the console.</summary>
        public List<string> Said { get; } = [];

        public static async Task<Host> OpenAsync(PortalStage stage, string team, string member = "ada", string? origin = null)
        {
            var context = await stage.BrowserAsync();
            await context.RouteAsync(Session, route => FulfillAsync(stage, route, team, member, origin));
            var host = new Host(context, new UriBuilder(stage.ExampleHost) { Host = "localhost" }.Uri);
            context.Request += (_, request) => host.asked.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
            context.Console += (_, message) => host.Said.Add($"{message.Type}: {message.Text}");
            context.WebError += (_, error) => host.Said.Add(error.Error);
            return host;
        }

        public async Task<IPage> GoAsync(string path = "/")
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(address, path).AbsoluteUri);
            return page;
        }

        /// <summary>How often an address was asked for, preflights left out.</summary>
        public int Count(string path) => asked.Count(each => each == $"GET {path}");

        /// <summary>Has another address answer for another team.</summary>
        public async Task AnswerAsync(PortalStage stage, string address, string team) =>
            await context.RouteAsync(address, route => FulfillAsync(stage, route, team, "ada", origin: null));

        public ValueTask DisposeAsync() => context.DisposeAsync();

        /// <summary>As the example's backend answers, for any team.</summary>
        private static async Task FulfillAsync(PortalStage stage, IRoute route, string team, string member, string? origin)
        {
            origin ??= new Uri(route.Request.Url).GetLeftPart(UriPartial.Authority);
            var session = await stage.AskAsync(HttpMethod.Post, $"{team}/portal-sessions", new { memberId = member, origin });
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = JsonSerializer.Serialize(session) });
        }
    }
}
