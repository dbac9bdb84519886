using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>What is changed on the page.</summary>
public sealed class FormTests(PortalStage stage)
{
    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 10_000 };

    [Fact]
    public async Task A_budget_is_changed_by_keyboard_alone()
    {
        await Cast.MembersAsync(stage, "keyboard");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "keyboard", "");

        await TabToAsync(page, "Edit Ben Okafor");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".editor input[name=budget][value=team]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("77");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#members .done")).ToContainTextAsync("Saved.", Soon);
        await Assertions.Expect(RowOf(page, "Ben Okafor")).ToContainTextAsync("of 77");
        Assert.EndsWith("#members", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_is_added_and_one_without_a_seat_is_refused_with_what_was_typed(bool hasScripts)
    {
        var team = $"add-{hasScripts}";
        await Cast.OpenAsync(stage, team, "pro", 2);
        await using var context = await stage.BrowserAsync(hasScripts: hasScripts);
        var page = await stage.EnterAtAsync(context, team, "?whole");

        await page.AddMemberAsync("fay", "Fay <b>Young</b>");
        await Assertions.Expect(page.Locator("#members .done")).ToContainTextAsync("The member was added.", Soon);
        await Assertions.Expect(RowOf(page, "Fay <b>Young</b>")).ToHaveCountAsync(1);

        await page.AddMemberAsync("gus", "Gus Hale");
        await Assertions.Expect(page.Locator("#member-added-memberId-error")).ToContainTextAsync("All 2 seats are taken.", Soon);
        await Assertions.Expect(page.Locator("#add-name")).ToHaveValueAsync("Gus Hale");
        await Assertions.Expect(page.Locator("#add-id")).ToHaveAttributeAsync("aria-describedby", "member-added-memberId-error");
        if (hasScripts)
        {
            await page.IsAccessibleAsync();
        }
    }

    [Fact]
    public async Task What_is_being_edited_is_left_alone_by_live_numbers()
    {
        await Cast.MembersAsync(stage, "undisturbed");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "undisturbed", "?edit=ben#members");
        await page.Locator("html[data-live]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await page.Locator(".editor input[name=credits]").FillAsync("31");
        await page.Locator("h1").ClickAsync();

        await stage.AskAsync(HttpMethod.Post, "undisturbed/debits", new { memberId = "ben", action = "answer", jobId = "fresh" }, "fresh");
        await Assertions.Expect(page.Locator("#history table.rows tbody tr").First).ToContainTextAsync("fresh", Soon);

        await Assertions.Expect(page.Locator(".editor input[name=credits]")).ToHaveValueAsync("31");
        await Assertions.Expect(page.Locator(".editor input[value=own]")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task What_if_answers_while_its_slider_is_moved()
    {
        await stage.LiveDemoAsync("whatif");
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, "whatif", "/auto-bid?member=priya");
        var slider = page.Locator("#try-cap");
        var would = page.Locator("[data-result] tr").Filter(new LocatorFilterOptions { HasText = "Submitted" }).Locator("td").First;
        await Assertions.Expect(would).ToHaveTextAsync("5");

        await slider.FocusAsync();
        await slider.PressAsync("ArrowLeft");
        await slider.PressAsync("ArrowLeft");
        await slider.PressAsync("ArrowLeft");

        await Assertions.Expect(would).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("output[for=try-cap]")).ToHaveTextAsync("2");
        await Assertions.Expect(slider).ToBeFocusedAsync();
        Assert.Contains("dailyCap=2", page.Url, StringComparison.Ordinal);

        await page.Locator("#try-query").FillAsync("react (vue");
        await Assertions.Expect(page.Locator("[data-result] mark")).ToHaveTextAsync("(");
        await page.Locator("#try-query").FillAsync("");
        await page.Locator("[data-result] button").ClickAsync();
        await Assertions.Expect(page.Locator("#bidding .done")).ToContainTextAsync("Saved.", Soon);
        await Assertions.Expect(page.Locator("#bidding-cap")).ToHaveValueAsync("2");
    }

    [Theory]
    [InlineData("?edit=ben", "ada")]
    [InlineData("/auto-bid?member=ben&query=react%20(vue", "ada")]
    public Task Every_form_is_accessible(string place, string member) => IsAccessibleAsync(place, member);

    [Theory]
    [Trait("Runs", "thorough")]
    [InlineData("", "chloe")]
    [InlineData("/auto-bid", "chloe")]
    public Task So_is_what_a_member_sees_of_them(string place, string member) => IsAccessibleAsync(place, member);

    private async Task IsAccessibleAsync(string place, string member)
    {
        var team = $"axe-form-{(place + member).Length}";
        await Cast.MembersAsync(stage, team);
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, team, place, member);
        await page.OpenAllAsync();
        await page.IsAccessibleAsync();
    }

    private static ILocator RowOf(IPage page, string name) =>
        page.Locator("#members tbody tr").Filter(new LocatorFilterOptions { Has = page.Locator("th", new PageLocatorOptions { HasTextString = name }) });

    private static async Task TabToAsync(IPage page, string label)
    {
        for (var presses = 0; presses < 300; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>("document.activeElement.getAttribute('aria-label')") == label)
            {
                return;
            }
        }

        Assert.Fail($"No way leads to {label} by keyboard.");
    }
}
