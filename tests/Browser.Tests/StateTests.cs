using System.Reflection;

namespace Purser.Browser.Tests;

/// <summary>The page in each of its states.</summary>
public sealed class StateTests(PortalStage stage)
{
    [Theory]
    [InlineData("busy")]
    [InlineData("members")]
    [InlineData("names")]
    [InlineData("trial")]
    public Task It_is_accessible_and_says_nothing_to_the_console(string state) => IsFineAsync(state);

    [Theory]
    [Trait("Runs", "thorough")]
    [InlineData("budget")]
    [InlineData("closed")]
    [InlineData("empty")]
    [InlineData("exhausted")]
    public Task So_is_each_state_that_shows_less(string state) => IsFineAsync(state);

    // The demo's month has a test of its own: it takes long to live.
    [Fact]
    public void No_state_is_forgotten()
    {
        var named = typeof(StateTests).GetMethods().SelectMany(static test => test.GetCustomAttributes<InlineDataAttribute>())
            .Select(static data => (string?)data.Data[0]);
        Assert.Equal(Cast.States.Keys.Where(static name => name != "demo").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    private async Task IsFineAsync(string state)
    {
        var team = $"axe-{state}";
        await Cast.States[state](stage, team);
        await using var context = await stage.BrowserAsync();
        List<string> said = [];
        context.Console += (_, message) => said.Add($"{message.Type}: {message.Text}");
        context.WebError += (_, error) => said.Add(error.Error);
        context.Dialog += (_, dialog) => said.Add($"A dialog: {dialog.Message}");

        var page = await stage.EnterAsync(context, team);
        foreach (var place in Cast.PlacesOf(state))
        {
            await page.GotoAsync($"{stage.Gateway}portal/teams/{team}{place}");
            await page.LoadedAsync();
            await page.OpenAllAsync();
            await page.IsAccessibleAsync();
        }

        Assert.Empty(said);
    }
}
