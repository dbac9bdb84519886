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
        await Cast.BusyAsync(stage, "example");
        foreach (var (path, width, isDark) in new[] { ("", 1280, false), ("", 390, false), ("", 1280, true), ("parts", 1280, false) })
        {
            // Within a page of another site.
            await using var context = await stage.BrowserAsync(width, isDark);
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(stage.ExampleHost, path).AbsoluteUri);
            await page.Locator("#history table.rows").WaitForAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(folder, $"embedded{path}-{width}{(isDark ? "-dark" : "")}.png"), FullPage = true,
            });
        }

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
