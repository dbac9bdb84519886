using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>Every task, with a keyboard and without a mouse.</summary>
public sealed class KeyboardTests(PortalStage stage)
{
    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 10_000 };

    [Fact]
    public async Task What_was_used_is_looked_at()
    {
        await Cast.BusyAsync(stage, "keys-look");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "keys-look", "");

        await TabToAsync(page, "a.skip");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "a.day");
        await Assertions.Expect(page.Locator(".readout")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**day=*");
        await TabToAsync(page, "#history select[name=action]");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.WaitForURLAsync("**action=cover_letter*");
        await Assertions.Expect(page.Locator("table.rows .label").Filter(new LocatorFilterOptions { HasNotText = "Cover Letter" })).ToHaveCountAsync(0);
        // Focus is where it was, also in what was loaded anew.
        await Assertions.Expect(page.Locator("#history select[name=action]")).ToBeFocusedAsync();
        await TabToAsync(page, "#history a[data-focus=older]");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**cursor=*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_day_that_is_being_read_stays_when_the_picture_is_loaded_anew(bool byKeyboard)
    {
        var team = $"keys-day-{byKeyboard}".ToLowerInvariant();
        await Cast.BusyAsync(stage, team);
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, team, "");
        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        var today = page.Locator("a.day.today");
        if (byKeyboard)
        {
            await TabToAsync(page, "a.day");
        }
        else
        {
            await today.HoverAsync();
        }

        var readout = page.Locator(".readout");
        var before = await readout.InnerTextAsync();
        await stage.AskAsync(HttpMethod.Post, $"{team}/debits", new { memberId = "ben", action = "answer", jobId = "fresh" }, "fresh");

        await Assertions.Expect(readout).Not.ToHaveTextAsync(before, new LocatorAssertionsToHaveTextOptions { UseInnerText = true, Timeout = 20_000 });
        await Assertions.Expect(readout).ToBeVisibleAsync();
        if (byKeyboard)
        {
            await Assertions.Expect(today).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task Members_are_added_and_removed_and_the_team_is_handed_over()
    {
        await Cast.MembersAsync(stage, "keys-team");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "keys-team", "");
        var done = page.Locator("#members .done");

        await EditAsync("dev");
        await TabToAsync(page, "#remove-member > summary");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#remove-member input[name=forget]");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "#remove-member button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(done).ToContainTextAsync("removed", Soon);

        await TabToAsync(page, "#add-member > summary");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#add-id");
        await page.Keyboard.TypeAsync("fay");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Fay Young");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(done).ToContainTextAsync("The member was added.", Soon);

        await EditAsync("fay");
        await TabToAsync(page, "#hand-over > summary");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#hand-over button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".who .role")).ToHaveTextAsync("Admin");

        async Task EditAsync(string member)
        {
            await TabToAsync(page, $"[data-focus=edit-{member}]");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator(".editor input:focus").WaitForAsync();
        }
    }

    [Fact]
    public async Task A_pack_is_chosen_automatic_top_up_is_switched_on_and_Auto_Bid_is_set()
    {
        await Cast.OpenAsync(stage, "keys-set", "pro", 3);
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "keys-set", "");

        await TabToAsync(page, "#autotopup input[name=enabled]");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "#autotopup button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#autotopup .done")).ToBeVisibleAsync();

        await TabToAsync(page, ".tabs a:not([aria-current])");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/auto-bid");
        await TabToAsync(page, "#bidding-cap");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("9");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#bidding .done")).ToContainTextAsync("Saved.", Soon);

        await TabToAsync(page, ".tabs a:not([aria-current])");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/keys-set");
        await TabToAsync(page, "#top-up > summary");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#top-up button.pack").First).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/checkout/cs_test_*");
    }

    /// <summary>Presses Tab until what is meant has the focus.</summary>
    private static async Task TabToAsync(IPage page, string what)
    {
        for (var presses = 0; presses < 200; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("what => document.activeElement.matches(what)", what))
            {
                return;
            }
        }

        Assert.Fail($"No way leads to {what} by keyboard.");
    }
}
