using System.Net;

namespace Purser.Gateway.Tests.Portal.Embedding;

/// <summary>The script that pages of other origins load.</summary>
public sealed class ElementsTests(GatewayHost gateway)
{
    [Fact]
    public async Task It_is_a_module_that_any_page_may_load_and_names_the_files_of_this_version()
    {
        using var browser = new Visitor(gateway.Address);

        var script = await browser.GetAsync("/portal/elements.js", ("Origin", HostPage.Origin));
        var module = await browser.GetAsync("/portal" + script.Text.Split('\'')[1][1..], ("Origin", HostPage.Origin));

        Assert.Equal((HttpStatusCode.OK, "text/javascript", "*"), (script.Status, script.MediaType, script.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal((HttpStatusCode.OK, "text/javascript", "*"), (module.Status, module.MediaType, module.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal("cross-origin", module.Headers["Cross-Origin-Resource-Policy"]);
        Assert.DoesNotContain("Set-Cookie", script.Headers.Keys);
        foreach (var import in module.Text.Split('\n').Where(line => line.StartsWith("import ", StringComparison.Ordinal)))
        {
            var path = import.Split('\'')[1][2..];
            Assert.Equal((path, HttpStatusCode.OK), (path, (await browser.GetAsync($"/portal/assets/0/{path}")).Status));
        }
    }

    [Theory]
    [InlineData("owner", true)]
    [InlineData("member", false)]
    public async Task Top_up_by_itself_is_for_those_who_may(string role, bool may)
    {
        var team = $"top-up-{role}";
        await gateway.Api.OpenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", """{"name":"Ben","role":"member"}""");
        using var page = await HostPage.OfAsync(gateway, team, role == "owner" ? "anna" : "ben");

        Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await page.GetAsync("/portal/embed/sections/top-up")).Status);
    }

    [Fact]
    public async Task A_form_of_a_section_leads_to_the_sections_as_they_are_then()
    {
        await gateway.Api.OpenAsync("embedded-form");
        using var page = await HostPage.OfAsync(gateway, "embedded-form");

        var done = await page.PostAsync("/portal/embed/members", ("memberId", "ben"), ("name", "Ben"), ("role", "member"), ("budget", "team"));

        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        Assert.StartsWith("/portal/embed?done=", done.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(HostPage.Origin, done.Headers["Access-Control-Allow-Origin"]);
    }
}
