using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The page in every state, at four widths, light and dark: to be looked at.</summary>
internal static class Screenshots
{
    private static readonly int[] Widths = [390, 768, 1280, 1920];
    private static readonly int[] FewWidths = [390, 1280];

    /// <summary>The state of being within another page.</summary>
    private const string Embedded = "embedded";

    /// <summary>The states that time makes.</summary>
    private const string TrialEnded = "trial_ended";
    private const string PastDue = "past_due";

    /// <summary>The state of a section that cannot be loaded.</summary>
    private const string Failed = "failed";

    /// <summary>Places of the page that are worth a look of their own.</summary>
    private static readonly (string State, string Name, string Place, string Member)[] Places =
    [
        ("demo", "auto-bid", "/auto-bid?member=priya", "ada"),
        ("demo", "auto-bid-wrong", "/auto-bid?member=priya&query=react%20(vue&threshold=80", "ada"),
        ("demo", "auto-bid-own", "/auto-bid", "lin"),
        ("members", "editing", "?edit=dev", "ada"),
        ("members", "member", "", "dev"),
    ];

    /// <param name="folder">Where the pictures go.</param>
    /// <param name="only">The one state that is wanted; null: all.</param>
    public static async Task MakeAsync(string folder, string? only)
    {
        await using var stage = new PortalStage();
        await stage.InitializeAsync();
        Directory.CreateDirectory(folder);
        if (only is null or Embedded)
        {
            await EmbeddedAsync(stage, folder);
        }

        if (only is null or Failed)
        {
            await Cast.BusyAsync(stage, Failed);
            await ShowAsync(stage, folder, Failed, Failed, "", "ada", FewWidths);
        }

        foreach (var (name, make) in Cast.States.Concat(Cast.Large).Where(state => only is null || state.Key == only))
        {
            await make(stage, name);
            await ShowAsync(stage, folder, name, name, "", "ada", Widths);
            foreach (var (_, place, path, member) in Places.Where(place => place.State == name))
            {
                await ShowAsync(stage, folder, name, place, path, member, FewWidths);
            }
        }

        if (only is null or TrialEnded or PastDue)
        {
            await using var later = new ApartStage();
            await later.InitializeAsync();
            await Cast.AgeAsync(later, TrialEnded, PastDue);
            await ShowAsync(later, folder, TrialEnded, TrialEnded, "", "ada", Widths);
            await ShowAsync(later, folder, PastDue, PastDue, "", "ada", Widths);
        }
    }

    /// <summary>Within a page of another site.</summary>
    private static async Task EmbeddedAsync(PortalStage stage, string folder)
    {
        await Cast.BusyAsync(stage, "example");
        foreach (var (path, width, isDark) in new[] { ("", 1280, false), ("", 390, false), ("", 1280, true), ("parts", 1280, false) })
        {
            await using var context = await stage.BrowserAsync(width, isDark);
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(stage.ExampleHost, path).AbsoluteUri);
            await page.Locator("#history table.rows").WaitForAsync();
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(folder, $"embedded{path}-{width}{(isDark ? "-dark" : "")}.png"), FullPage = true,
            });
        }
    }

    private static async Task ShowAsync(PortalStage stage, string folder, string team, string name, string place, string member, int[] widths)
    {
        await using var context = await stage.BrowserAsync();
        var page = await stage.EnterAtAsync(context, team, place, member);
        if (name == Failed)
        {
            await page.RouteAsync("**/sections/history**", route => route.AbortAsync());
            await page.EvaluateAsync("document.getElementById('history').setAttribute('pending', ''); document.getElementById('history').load()");
            await page.Locator("#history .failed").WaitForAsync();
        }

        foreach (var (width, isDark) in widths.SelectMany(static width => new[] { (width, false), (width, true) }))
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
            if (place.Contains("edit=", StringComparison.Ordinal))
            {
                await page.OpenAllAsync();
            }

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
