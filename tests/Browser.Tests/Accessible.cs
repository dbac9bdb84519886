using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Purser.Browser.Tests;

internal static class Accessible
{
    /// <summary>Opens all that can be opened in a section.</summary>
    public static Task OpenAllAsync(this IPage page) =>
        page.EvaluateAsync("document.querySelectorAll('details.edit, details.search-help').forEach(each => { each.open = true; })");

    /// <summary>Axe finds nothing that is serious, and nothing is wider than the window.</summary>
    public static async Task IsAccessibleAsync(this IPage page)
    {
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" · ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "It is wider than the window.");
    }
}
