using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The page in a browser.</summary>
public sealed class PageTests(PortalStage stage)
{
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
        await page.LoadedAsync();
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
        await page.LoadedAsync();

        await page.Locator("a.share", new PageLocatorOptions { HasText = "Job Matching" }).First.ClickAsync();

        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).ToHaveCountAsync(0);
        Assert.Contains("action=job_matching", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).Not.ToHaveCountAsync(0);
        await page.GoForwardAsync();
        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Job Matching" })).ToHaveCountAsync(0);
        Assert.Contains("action=job_matching", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_is_bought_and_thanked_for_and_the_thanks_stay_when_numbers_move()
    {
        await Cast.OpenAsync(stage, "buy", "pro", 3);
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "buy");
        await page.Locator("#top-up summary").ClickAsync();
        await page.Locator("#top-up button.pack").First.ClickAsync();
        await page.WaitForURLAsync("**/checkout/cs_test_*");
        await page.Locator("button", new PageLocatorOptions { HasTextRegex = new Regex("^Pay") }).First.ClickAsync();

        var thanks = page.Locator("#cards .banner.good");
        await Assertions.Expect(thanks).ToContainTextAsync("Your credits were added");
        await Assertions.Expect(page.Locator("[data-number=extra]")).Not.ToHaveTextAsync("0");
        await Assertions.Expect(page).ToHaveURLAsync($"{stage.Gateway}portal/teams/buy");

        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.RunAndWaitForResponseAsync(
            () => stage.AskAsync(HttpMethod.Post, "buy/debits", new { memberId = "ada", action = "answer" }, "one"), answer => answer.Url.Contains("/sections/cards", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#cards")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Assertions.Expect(thanks).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("1");
        await Assertions.Expect(thanks).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_while_the_page_is_open_takes_its_buttons_along()
    {
        await Cast.OpenAsync(stage, "demoted", "pro", 3);
        await stage.AskAsync(HttpMethod.Put, "demoted/members/ben", new { name = "Ben", role = "admin" });
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAsync(context, "demoted", "ben");
        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Locator("#top-up summary").ClickAsync();
        await stage.AskAsync(HttpMethod.Put, "demoted/members/ben", new { name = "Ben", role = "member" });

        await page.Locator("#top-up button.pack").First.ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("That is not for you to change");
        await page.GotoAsync($"{stage.Gateway}portal/teams/demoted");
        await page.LoadedAsync();
        await Assertions.Expect(page.Locator("#top-up, #add-member, #autotopup .panel")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".role")).ToHaveTextAsync("Member");
    }

    [Fact]
    public async Task A_link_that_is_no_good_says_so_and_shows_nothing()
    {
        await Cast.OpenAsync(stage, "links", "pro", 3);
        var url = (await stage.AskAsync(HttpMethod.Post, "links/portal-links", new { memberId = "ada" })).GetProperty("url").GetString()!;
        await using (var hers = await stage.BrowserAsync())
        {
            await (await hers.NewPageAsync()).GotoAsync(url);
        }

        await using var context = await stage.BrowserAsync();
        var page = await context.NewPageAsync();
        foreach (var address in new[] { url, url + "x", $"{stage.Gateway}portal/teams/links" })
        {
            await page.GotoAsync(address);

            await Assertions.Expect(page.Locator("[data-notice] h1")).ToBeVisibleAsync();
            Assert.DoesNotContain("Harbour", await page.ContentAsync(), StringComparison.Ordinal);
            Assert.Empty(await context.CookiesAsync());
        }

        await page.IsAccessibleAsync();
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
}
