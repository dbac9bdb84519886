using System.Net;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Tests.Portal;

/// <summary>The page as a browser gets it.</summary>
public sealed partial class PageTests(GatewayHost gateway)
{
    [Fact]
    public async Task Nothing_that_stands_in_the_page_is_run_and_nothing_comes_from_elsewhere()
    {
        await gateway.Api.OpenAsync("csp");
        using var anna = await Visitor.InAsync(gateway, "csp");

        var page = await anna.GetAsync("/portal/teams/csp");

        var policy = page.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.DoesNotContain(" style=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page.Text, StringComparison.Ordinal);
        Assert.All(Links().Matches(page.Text), link => Assert.Matches("^[/#?]", link.Groups["to"].Value));
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("{0} {1}")]
    public async Task A_name_is_text_and_nothing_else(string name)
    {
        var team = $"name-{Math.Abs(name.GetHashCode(StringComparison.Ordinal))}";
        var json = System.Text.Json.JsonSerializer.Serialize(name);
        await gateway.Api.PutAsync(
            $"/v1/teams/{team}", $$"""{"name":{{json}},"owner":{"memberId":"anna","name":{{json}} },"subscription":{"plan":"pro","seats":3} }""");
        using var anna = await Visitor.InAsync(gateway, team);

        var page = await anna.GetAsync($"/portal/teams/{team}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("<img src=x", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
        Assert.Contains(name, WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de", "Verbleibende Credits")]
    [InlineData("fr,en-GB;q=0.7", "en", "Credits Remaining")]
    [InlineData("fr", "en", "Credits Remaining")]
    [InlineData("en;q=0.5,de", "de", "Verbleibende Credits")]
    [InlineData("de;q=0,en", "en", "Credits Remaining")]
    public async Task It_speaks_the_browsers_language(string accepted, string language, string words)
    {
        var team = $"language-{language}-{accepted.Length}";
        await gateway.Api.OpenAsync(team);
        using var anna = await Visitor.InAsync(gateway, team, language: accepted);

        var page = await anna.GetAsync($"/portal/teams/{team}");

        Assert.Contains($"<html lang=\"{language}\">", page.Text, StringComparison.Ordinal);
        Assert.Contains(words, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_that_fails_leaves_the_others_and_is_tried_again_alone()
    {
        await gateway.Api.OpenAsync("fails");
        using var anna = await Visitor.InAsync(gateway, "fails");
        gateway.Teams["fails"].ForecastFailure = new TimeoutException();

        var page = await anna.GetAsync("/portal/teams/fails");
        var section = await anna.GetAsync("/portal/teams/fails/sections/forecast");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Credits Remaining", page.Text, StringComparison.Ordinal);
        Assert.Contains("This part could not be loaded.", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, section.Status);
        gateway.Teams["fails"].ForecastFailure = null;
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/portal/teams/fails/sections/forecast")).Status);
    }

    [Fact]
    public async Task Its_files_are_kept_for_good_under_an_address_that_names_what_is_in_them()
    {
        await gateway.Api.OpenAsync("assets");
        using var anna = await Visitor.InAsync(gateway, "assets");
        var page = (await anna.GetAsync("/portal/teams/assets")).Text;
        var style = Links().Matches(page).Select(link => link.Groups["to"].Value).Single(link => link.EndsWith("portal.css", StringComparison.Ordinal));

        var ours = await anna.GetAsync(style);
        var others = await anna.GetAsync("/portal/assets/0000/portal.css");

        Assert.Equal(("text/css", "public, max-age=31536000, immutable"), (ours.MediaType, ours.Headers["Cache-Control"]));
        Assert.Equal("no-cache", others.Headers["Cache-Control"]);
        Assert.Equal(HttpStatusCode.NotFound, (await anna.GetAsync("/portal/assets/0000/nothing.js")).Status);
    }

    [GeneratedRegex("(?:href|src|action)=\"(?<to>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();
}
