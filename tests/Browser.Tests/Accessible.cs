using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Purser.Browser.Tests;

internal static class Accessible
{
    /// <summary>Axe names the nodes that fail, and keeps nothing of the others, which takes it several times as long.</summary>
    private static readonly AxeRunOptions Everything = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>In the dark nothing differs but colours.</summary>
    private static readonly AxeRunOptions Colours = new()
    {
        ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] },
    };

    /// <summary>Every section is there.</summary>
    public static Task LoadedAsync(this IPage page) =>
        page.Locator("purser-section[pending]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });

    /// <summary>Opens all that can be opened in a section.</summary>
    public static Task OpenAllAsync(this IPage page) =>
        page.EvaluateAsync("document.querySelectorAll('details.edit, details.search-help').forEach(each => { each.open = true; })");

    /// <summary>Axe finds nothing that is serious, light and dark, and nothing is wider than the window.</summary>
    public static async Task IsAccessibleAsync(this IPage page)
    {
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "It is wider than the window.");
        await FindsNothingAsync(page, Everything);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await FindsNothingAsync(page, Colours);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
    }

    private static async Task FindsNothingAsync(IPage page, AxeRunOptions options)
    {
        var found = await page.RunAxe(options);
        var serious = string.Join('\n', found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" · ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.True(serious is "", serious);
    }
}
