namespace Purser.Browser.Tests;

/// <summary>The page in each of its states.</summary>
public sealed class StateTests(PortalStage stage)
{
    // The demo's month has a test of its own: it takes long to live.
    public static TheoryData<string> States => [.. Cast.States.Keys.Where(static name => name != "demo")];

    [Theory]
    [MemberData(nameof(States))]
    public async Task It_is_accessible_and_says_nothing_to_the_console(string state)
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
