using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests.Portal.Embedding;

/// <summary>What a page of another origin presents to show a team's credits.</summary>
public sealed class SessionTests(GatewayHost gateway)
{
    private const string Cards = "/portal/embed/sections/cards";

    [Fact]
    public async Task A_token_shows_its_team_to_its_member_on_its_origin()
    {
        await gateway.Api.OpenAsync("session");

        var session = await HostPage.AskAsync(gateway, "session");
        using var page = new HostPage(gateway, session.Json.GetProperty("token").GetString()!);
        var cards = await page.GetAsync(Cards);

        Assert.Equal(HttpStatusCode.Created, session.Status);
        Assert.Matches("^purser_session_[A-Za-z0-9_-]{43}$", page.Token);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (cards.Status, cards.MediaType));
        Assert.Contains("Credits Remaining", cards.Text, StringComparison.Ordinal);
        Assert.Contains("Acme", cards.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lasts_ten_minutes_unless_the_caller_says_otherwise_and_fifteen_at_most()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
        await using var own = new GatewayHost(hasCluster: true, clock);
        await own.Api.OpenAsync("ttl");

        var usual = await own.Api.PostAsync("/v1/teams/ttl/portal-sessions", """{"memberId":"anna","origin":"https://app.example.com"}""");
        var longest = await HostPage.AskAsync(own, "ttl", ttlSeconds: 900);

        Assert.Equal("2040-03-01T12:10:00Z", usual.Json.GetProperty("expiresAt").GetString());
        Assert.Equal("2040-03-01T12:15:00Z", longest.Json.GetProperty("expiresAt").GetString());
        (await HostPage.AskAsync(own, "ttl", ttlSeconds: 901)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Expired_it_is_worth_nothing()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
        await using var own = new GatewayHost(hasCluster: true, clock);
        await own.Api.OpenAsync("expires");
        using var page = await HostPage.OfAsync(own, "expires", ttlSeconds: 60);
        Assert.Equal(HttpStatusCode.OK, (await page.GetAsync(Cards)).Status);

        clock.Advance(TimeSpan.FromSeconds(60));

        var late = await page.GetAsync(Cards);
        Assert.Equal(HttpStatusCode.Unauthorized, late.Status);
        // The script must be able to read that, to ask for another.
        Assert.Equal(HostPage.Origin, late.Headers["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task Revoked_it_is_over_at_every_gateway()
    {
        await using var other = new GatewayHost(hasCluster: true);
        await gateway.Api.OpenAsync("revoke");
        await other.Api.OpenAsync("revoke");
        gateway.Teams.Door.ShareWith(other.Teams.Door);
        using var page = await HostPage.OfAsync(gateway, "revoke");
        using var elsewhere = new HostPage(other, page.Token);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync(Cards)).Status);

        var revoked = await gateway.Api.PostAsync("/v1/portal-sessions/revoke", JsonSerializer.Serialize(new { token = page.Token }));
        var again = await gateway.Api.PostAsync("/v1/portal-sessions/revoke", JsonSerializer.Serialize(new { token = page.Token }));

        revoked.ShouldBe(HttpStatusCode.OK, """{"revoked":1}""");
        again.ShouldBe(HttpStatusCode.OK, """{"revoked":0}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync(Cards)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync(Cards)).Status);
    }

    [Fact]
    public async Task All_of_a_member_are_revoked_and_no_others()
    {
        await gateway.Api.OpenAsync("revoke-all");
        await gateway.Api.PutAsync("/v1/teams/revoke-all/members/ben", """{"name":"Ben","role":"member"}""");
        using var one = await HostPage.OfAsync(gateway, "revoke-all");
        using var two = await HostPage.OfAsync(gateway, "revoke-all");
        using var ben = await HostPage.OfAsync(gateway, "revoke-all", "ben");

        var revoked = await gateway.Api.PostAsync("/v1/portal-sessions/revoke", """{"teamId":"revoke-all","memberId":"anna"}""");

        revoked.ShouldBe(HttpStatusCode.OK, """{"revoked":2}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await one.GetAsync(Cards)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await two.GetAsync(Cards)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync(Cards)).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"teamId":"acme"}""")]
    [InlineData("""{"memberId":"anna"}""")]
    [InlineData("""{"token":"t","teamId":"acme","memberId":"anna"}""")]
    public async Task What_is_revoked_is_said_one_way(string body) =>
        (await gateway.Api.PostAsync("/v1/portal-sessions/revoke", body)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");

    [Fact]
    public async Task On_another_origin_or_on_none_it_is_worth_nothing_and_nobody_there_can_read_the_answer()
    {
        await gateway.Api.OpenAsync("origin");
        using var page = await HostPage.OfAsync(gateway, "origin");

        foreach (var origin in new[] { "https://evil.example", "http://app.example.com", "https://app.example.com:8443", "https://app.example.com.evil.example", "null", "", null })
        {
            using var elsewhere = new HostPage(gateway, page.Token, origin);
            var refused = await elsewhere.GetAsync(Cards);
            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, refused.Status));
            Assert.DoesNotContain("Access-Control-Allow-Origin", refused.Headers.Keys);
            Assert.DoesNotContain("Acme", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Behind_a_proxy_that_serves_both_under_one_name_the_browser_says_no_origin_and_need_not()
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:PublicUrl", "https://app.example.com"));
        await own.Api.OpenAsync("same");
        using var page = await HostPage.OfAsync(own, "same");
        using var same = new HostPage(own, page.Token, origin: null);

        Assert.Equal(HttpStatusCode.OK, (await same.GetAsync(Cards, ("Sec-Fetch-Site", "same-origin"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await same.GetAsync(Cards, ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await same.GetAsync(Cards)).Status);
    }

    [Fact]
    public async Task Altered_or_made_up_it_is_worth_nothing()
    {
        await gateway.Api.OpenAsync("forge");
        using var page = await HostPage.OfAsync(gateway, "forge");
        var token = page.Token;

        foreach (var altered in new[]
        {
            "", token[..^1], token + "A", token[1..], "purser_session_", new string('A', 43), $"purser_session_{new string('A', 43)}", GatewayHost.OperatorKey,
            token.Replace("purser_session_", "purser_session-", StringComparison.Ordinal), token[..20] + (token[20] == 'x' ? 'y' : 'x') + token[21..], token + " " + token,
        })
        {
            using var forger = new HostPage(gateway, altered);
            Assert.Equal((altered, HttpStatusCode.Unauthorized), (altered, (await forger.GetAsync(Cards)).Status));
        }
    }

    [Fact]
    public async Task It_opens_neither_another_teams_page_nor_the_API()
    {
        await gateway.Api.OpenAsync("mine-embedded");
        await gateway.Api.OpenAsync("theirs-embedded");
        using var page = await HostPage.OfAsync(gateway, "mine-embedded");

        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("/portal/teams/theirs-embedded/sections/cards")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("/portal/teams/mine-embedded/sections/cards")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("/v1/teams/mine-embedded/credits")).Status);
    }

    [Fact]
    public async Task A_cookie_is_no_token()
    {
        await gateway.Api.OpenAsync("cookie-embedded");
        using var anna = await Visitor.InAsync(gateway, "cookie-embedded");

        Assert.Equal(HttpStatusCode.Unauthorized, (await anna.GetAsync(Cards, ("Origin", HostPage.Origin))).Status);
    }

    [Fact]
    public async Task Who_is_removed_sees_nothing_any_more_and_a_role_that_is_taken_away_is_gone_at_once()
    {
        await gateway.Api.OpenAsync("roles");
        await gateway.Api.PutAsync("/v1/teams/roles/members/ben", """{"name":"Ben","role":"admin"}""");
        using var ben = await HostPage.OfAsync(gateway, "roles", "ben");
        Assert.Equal(HttpStatusCode.OK, (await ben.PostAsync("/portal/embed/top-up", ("pack", "small"))).Status);

        await gateway.Api.PutAsync("/v1/teams/roles/members/ben", """{"name":"Ben","role":"member"}""");
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.PostAsync("/portal/embed/top-up", ("pack", "small"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync(Cards)).Status);

        await gateway.Api.DeleteAsync("/v1/teams/roles/members/ben");
        var refused = await ben.GetAsync(Cards);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("You are not a member of this team", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_none_for_who_is_no_member_and_for_what_is_no_origin()
    {
        await gateway.Api.OpenAsync("no-session");

        (await HostPage.AskAsync(gateway, "no-session", "nobody")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await HostPage.AskAsync(gateway, "no-session-no")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        foreach (var origin in new[]
        {
            "", "app.example.com", "https://app.example.com/", "https://app.example.com/account", "https://APP.example.com", "https://app.example.com:443",
            "https://user@app.example.com", "ftp://app.example.com", "null", "*", "https://*.example.com", "https://bücher.example",
        })
        {
            Assert.Equal((origin, HttpStatusCode.BadRequest), (origin, (await HostPage.AskAsync(gateway, "no-session", origin: origin)).Status));
        }
    }

    [Fact]
    public async Task Nothing_that_is_answered_sets_a_cookie_or_is_kept()
    {
        await gateway.Api.OpenAsync("plain-answers");
        using var page = await HostPage.OfAsync(gateway, "plain-answers");

        foreach (var path in new[] { "", "/sections/cards", "/sections/history", "/sections/nothing", "/usage.csv", "/spending.csv" })
        {
            var answer = await page.GetAsync("/portal/embed" + path);
            Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
            Assert.Equal((path, HostPage.Origin), (path, answer.Headers["Access-Control-Allow-Origin"]));
            Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
        }
    }

    [Fact]
    public async Task All_sections_come_at_once_and_lead_to_where_they_are_loaded_from()
    {
        await gateway.Api.OpenAsync("all");
        using var page = await HostPage.OfAsync(gateway, "all");

        var all = await page.GetAsync("/portal/embed");

        Assert.Contains("<purser-section id=\"history\" src=\"/portal/embed/sections/history\"", all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/portal/teams", all.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", all.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cluster_it_is_as_good_as_before_and_the_script_can_read_that()
    {
        await using var own = new GatewayHost(hasCluster: true);
        await own.Api.OpenAsync("away-embedded");
        using var page = await HostPage.OfAsync(own, "away-embedded");
        own.Teams.IsAway = true;

        var away = await page.GetAsync(Cards);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HostPage.Origin), (away.Status, away.Headers["Access-Control-Allow-Origin"]));
        (await HostPage.AskAsync(own, "away-embedded")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        own.Teams.IsAway = false;
        Assert.Equal(HttpStatusCode.OK, (await page.GetAsync(Cards)).Status);
    }
}
