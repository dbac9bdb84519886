using Microsoft.Playwright;

namespace Purser.Browser.Tests;

/// <summary>The states that time makes: a trial that ended, and a payment that is overdue.</summary>
public sealed class AgedTests(ApartStage stage) : IClassFixture<ApartStage>
{
    [Fact]
    public async Task They_say_why_and_what_helps_and_are_accessible()
    {
        await Cast.AgeAsync(stage, "ended", "overdue");
        await using var context = await stage.BrowserAsync();
        foreach (var (team, why) in new[] { ("ended", "The trial has ended"), ("overdue", "A payment is overdue") })
        {
            var page = await stage.EnterAtAsync(context, team, "");

            await Assertions.Expect(page.Locator("#cards .banner h2")).ToHaveTextAsync(why);
            await page.IsAccessibleAsync();
        }
    }
}
