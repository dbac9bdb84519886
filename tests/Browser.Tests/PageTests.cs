using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The page in a browser.</summary>
public sealed class PageTests(PortalStage stage)
{
    public static TheoryData<string, bool> States =>
        // The demo's month has a test of its own: it takes long to live.
        [.. Cast.States.Keys.Where(static name => name != "demo").SelectMany(static name => new[] { (name, false), (name, true) })];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_state_is_accessible_and_says_nothing_to_the_console(string state, bool isDark)
    {
        var team = $"axe-{state}-{(isDark ? "dark" : "light")}";
        await Cast.States[state](stage, team);
        await using var context = await stage.BrowserAsync(isDark: isDark);
        List<string> said = [];
        context.Console += (_, message) => said.Add($"{message.Type}: {message.Text}");
        context.WebError += (_, error) => said.Add(error.Error);
        context.Dialog += (_, dialog) => said.Add($"A dialog: {dialog.Message}");

        var page = await stage.EnterAsync(context, team);
        await LoadedAsync(page);

        await page.IsAccessibleAsync();
        Assert.Empty(said);
    }

    [Fact]
    public async Task Of_the_demos_month_every_cause_has_something_to_say()
    {
        await stage.LiveDemoAsync("month");
        var insights = await stage.AskAsync(HttpMethod.Get, "month/insights");
        Assert.Equal(
            ["auto_bid_both_halves", "job_assistant_on_every_job", "member_ahead", "regenerations", "running_dry"],
            insights.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("kind").GetString()).Order(StringComparer.Ordinal));

        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "month");
        await LoadedAsync(page);
        Assert.Equal(5, await page.Locator("#why .reason").CountAsync());
        Assert.Contains("Auto Bid took", await page.Locator("#why").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debit_moves_the_numbers_within_a_second()
    {
        await Cast.OpenAsync(stage, "live", "pro", 3);
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "live");
        var used = page.Locator("[data-number=used]");
        await Assertions.Expect(used).ToHaveTextAsync("0");
        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

        await stage.AskAsync(HttpMethod.Post, "live/debits", new { memberId = "ada", action = "answer" }, "one");

        await Assertions.Expect(used).ToHaveTextAsync("1", new LocatorAssertionsToHaveTextOptions { Timeout = 2000 });
        await Assertions.Expect(page.Locator("[data-number=remaining]")).ToHaveTextAsync("749");
        await Assertions.Expect(page.Locator("#history table.rows tbody tr")).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 15_000 });
    }

    [Fact]
    public async Task Tabs_of_a_browser_share_one_stream_and_the_next_one_listens_when_the_first_is_closed()
    {
        await Cast.OpenAsync(stage, "tabs", "pro", 3);
        await using var context = await stage.BrowserAsync();
        var streams = 0;
        context.Request += (_, request) => streams += request.Url.EndsWith("/events", StringComparison.Ordinal) ? 1 : 0;
        var first = await stage.EnterAsync(context, "tabs");
        await first.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        var second = await context.NewPageAsync();
        await second.GotoAsync(first.Url);
        await second.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

        await stage.AskAsync(HttpMethod.Post, "tabs/debits", new { memberId = "ada", action = "answer" }, "one");

        await Assertions.Expect(second.Locator("[data-number=used]")).ToHaveTextAsync("1");
        Assert.Equal(1, streams);
        await first.CloseAsync();
        await stage.AskAsync(HttpMethod.Post, "tabs/debits", new { memberId = "ada", action = "answer" }, "two");
        await Assertions.Expect(second.Locator("[data-number=used]")).ToHaveTextAsync("2", new LocatorAssertionsToHaveTextOptions { Timeout = 10_000 });
        Assert.Equal(2, streams);
    }

    [Fact]
    public async Task A_click_on_a_share_filters_the_rows_and_the_way_back_leads_back()
    {
        await Cast.BusyAsync(stage, "click");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "click");
        await LoadedAsync(page);

        await page.Locator("a.share", new PageLocatorOptions { HasText = "Job Matching" }).First.ClickAsync();

        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).ToHaveCountAsync(0);
        Assert.Contains("action=job_matching", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).Not.ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_scripts_it_says_all_the_same()
    {
        await Cast.BusyAsync(stage, "plain");
        await using var context = await stage.BrowserAsync(hasScripts: false);
        var page = await stage.EnterAsync(context, "plain");
        await page.GotoAsync(page.Url + "?whole");

        Assert.Equal(25, await page.Locator("#history table.rows tbody tr").CountAsync());
        await page.Locator("a[data-focus=older]").ClickAsync();
        Assert.Contains("cursor=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_small()
    {
        await Cast.BusyAsync(stage, "small");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "small");
        await page.ReloadAsync();

        var sizes = await page.EvaluateAsync<long[]>(
            """
            () => {
              const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(each => !each.name.endsWith('/events'));
              const sum = some => some.reduce((bytes, each) => bytes + each.encodedBodySize, 0);
              return [sum(all), sum(all.filter(each => each.name.includes('.js')))];
            }
            """);

        Assert.InRange(sizes[0], 1, 60 * 1024);
        Assert.InRange(sizes[1], 1, 30 * 1024);
    }

    private static Task LoadedAsync(IPage page) =>
        page.Locator("purser-section[pending]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
}
