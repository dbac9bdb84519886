using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>What a page that is open says and keeps when what is behind it goes away, and that it goes on when that is back.</summary>
public sealed class BreakdownTests(ApartStage stage) : IClassFixture<ApartStage>
{
    private static readonly LocatorAssertionsToHaveTextOptions Patiently = new() { Timeout = 60_000 };
    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 15_000 };

    [Fact]
    public async Task The_gateway_is_restarted_under_it()
    {
        await using var context = await stage.BrowserAsync();
        var page = await OpenAsync(context, "restarted");
        await stage.Front.StopAsync();

        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("Connection lost", Soon);
        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("#history table.rows tbody tr")).ToHaveCountAsync(1);

        await stage.Front.StartAsync(TestContext.Current.CancellationToken);
        await stage.AskAsync(HttpMethod.Post, "restarted/debits", new { memberId = "ada", action = "answer" }, "two");
        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("2", Patiently);
        await Assertions.Expect(page.Locator("#live")).Not.ToContainTextAsync("Connection lost", Soon);
    }

    [Fact]
    public async Task A_silo_dies_under_it()
    {
        await using var context = await stage.BrowserAsync();
        var page = await OpenAsync(context, "killed");
        await stage.Silo.KillAsync();

        // Whatever is asked for now fails, and what is shown stays.
        await page.Locator("#history select[name=bucket]").SelectOptionAsync("pool");
        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("#history table.rows tbody tr")).ToHaveCountAsync(1);

        await stage.Silo.StartAsync(TestContext.Current.CancellationToken);
        await stage.AskPatientlyAsync(HttpMethod.Post, "killed/debits", new { memberId = "ada", action = "answer" }, "two");
        await Assertions.Expect(page.Locator("[data-number=used]")).ToHaveTextAsync("2", Patiently);
        await Assertions.Expect(page.Locator("#history table.rows tbody tr")).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, string team)
    {
        await stage.AskPatientlyAsync(HttpMethod.Put, team, Cast.Team("pro", 3));
        await stage.AskAsync(HttpMethod.Post, $"{team}/debits", new { memberId = "ada", action = "answer" }, "one");
        var page = await stage.EnterAtAsync(context, team, "");
        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return page;
    }
}
