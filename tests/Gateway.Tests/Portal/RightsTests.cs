using System.Net;

namespace Purser.Gateway.Tests.Portal;

/// <summary>Who may do what, at each request.</summary>
public sealed class RightsTests(GatewayHost gateway)
{
    private const string Origin = "https://evil.example";

    [Theory]
    [InlineData("owner", true)]
    [InlineData("admin", true)]
    [InlineData("member", false)]
    public async Task Only_owners_and_admins_top_up(string role, bool may)
    {
        var team = $"rights-{role}";
        await gateway.Api.OpenAsync(team);
        await gateway.Api.PutAsync($"/v1/teams/{team}/members/ben", $$"""{"name":"Ben","role":"{{(role == "owner" ? "admin" : role)}}"}""");
        using var visitor = await Visitor.InAsync(gateway, team, role == "owner" ? "anna" : "ben");
        var page = (await visitor.GetAsync($"/portal/teams/{team}")).Text;

        Assert.Equal(may, page.Contains($"/portal/teams/{team}/top-up", StringComparison.Ordinal));

        // Who knows the address without being shown it is refused all the same.
        var token = may ? await visitor.FormTokenAsync(team) : "";
        var answer = await visitor.PostAsync($"/portal/teams/{team}/top-up", [new("form", token), new("pack", "small")]);
        Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_while_the_page_is_open_is_gone_at_once()
    {
        await gateway.Api.OpenAsync("demote");
        await gateway.Api.PutAsync("/v1/teams/demote/members/ben", """{"name":"Ben","role":"admin"}""");
        using var ben = await Visitor.InAsync(gateway, "demote", "ben");
        var token = await ben.FormTokenAsync("demote");

        await gateway.Api.PutAsync("/v1/teams/demote/members/ben", """{"name":"Ben","role":"member"}""");

        var refused = await ben.PostAsync("/portal/teams/demote/top-up", [new("form", token), new("pack", "small")]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("That is not for you to change", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_removed_while_the_page_is_open_sees_nothing_any_more()
    {
        await gateway.Api.OpenAsync("removed");
        await gateway.Api.PutAsync("/v1/teams/removed/members/ben", """{"name":"Ben","role":"member"}""");
        using var ben = await Visitor.InAsync(gateway, "removed", "ben");

        await gateway.Api.DeleteAsync("/v1/teams/removed/members/ben");

        foreach (var path in new[] { "/portal/teams/removed", "/portal/teams/removed/sections/cards" })
        {
            var refused = await ben.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.DoesNotContain("Acme", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_sites_form_changes_nothing()
    {
        await gateway.Api.OpenAsync("csrf");
        await gateway.Api.OpenAsync("csrf-2");
        await gateway.Api.PutAsync("/v1/teams/csrf/members/ben", """{"name":"Ben","role":"admin"}""");
        using var anna = await Visitor.InAsync(gateway, "csrf");
        using var ben = await Visitor.InAsync(gateway, "csrf", "ben");
        using var elsewhere = await Visitor.InAsync(gateway, "csrf-2");
        var token = await anna.FormTokenAsync("csrf");

        await RefusedAsync([new("pack", "small")]);
        await RefusedAsync([new("pack", "small"), new("form", "")]);
        await RefusedAsync([new("pack", "small"), new("form", "AAAA")]);
        await RefusedAsync([new("pack", "small"), new("form", new string('A', 86))]);
        await RefusedAsync([new("pack", "small"), new("form", await ben.FormTokenAsync("csrf"))]);
        await RefusedAsync([new("pack", "small"), new("form", await elsewhere.FormTokenAsync("csrf-2"))]);
        // Somebody who got hold of a token still comes from elsewhere.
        await RefusedAsync([new("pack", "small"), new("form", token)], ("Origin", Origin), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.OK, (await anna.PostAsync("/portal/teams/csrf/top-up", [new("pack", "small"), new("form", token)])).Status);

        async Task RefusedAsync(IEnumerable<KeyValuePair<string, string>> fields, params (string, string)[] headers)
        {
            var refused = await anna.PostAsync("/portal/teams/csrf/top-up", fields, headers);
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("Nothing was changed", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_forms_token_looks_different_each_time()
    {
        await gateway.Api.OpenAsync("mask");
        using var anna = await Visitor.InAsync(gateway, "mask");

        Assert.NotEqual(await anna.FormTokenAsync("mask"), await anna.FormTokenAsync("mask"));
    }
}
