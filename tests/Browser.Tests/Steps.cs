using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>What people do on the page, wherever it is shown.</summary>
internal static class Steps
{
    /// <summary>Adds somebody with the form, which is opened first if need be.</summary>
    public static async Task AddMemberAsync(this IPage page, string id, string name)
    {
        if (!await page.Locator("#add-id").IsVisibleAsync())
        {
            await page.Locator("#add-member > summary").ClickAsync();
        }

        await page.Locator("#add-id").FillAsync(id);
        await page.Locator("#add-name").FillAsync(name);
        await page.Locator("#add-member button").ClickAsync();
    }
}
