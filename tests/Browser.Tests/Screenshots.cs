using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The page in every state, at four widths, light and dark: to be looked at.</summary>
internal static class Screenshots
{
    private static readonly int[] Widths = [390, 768, 1280, 1920];

    public static async Task MakeAsync(string folder)
    {
        await using var stage = new PortalStage();
        await stage.InitializeAsync();
        Directory.CreateDirectory(folder);
        foreach (var (name, make) in Cast.States)
        {
            await make(stage, name);
            foreach (var (width, isDark) in Widths.SelectMany(width => new[] { (width, false), (width, true) }))
            {
                await using var context = await stage.BrowserAsync(width, isDark);
                var page = await stage.EnterAsync(context, name);
                await page.Locator("#history:not([pending]) table.rows, purser-section#history .empty").First.WaitForAsync();
                await page.Locator("purser-section[pending]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
                await page.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(folder, $"{name}-{width}{(isDark ? "-dark" : "")}.png"), FullPage = true,
                });
                if (name == "demo" && width == 1280 && !isDark)
                {
                    // The one that stands in the README.
                    await page.ScreenshotAsync(new PageScreenshotOptions
                    {
                        Path = Path.Combine(folder, "page.png"), FullPage = true, Clip = new Clip { Width = width, Height = 1290 },
                    });
                }
            }
        }
    }
}
