using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Purser.Gateway.Tests.Portal;

/// <summary>The way in: a link, once, and then a cookie.</summary>
public sealed class EntranceTests(GatewayHost gateway)
{
    [Fact]
    public async Task A_link_lets_its_member_in_and_leads_to_the_page()
    {
        await gateway.Api.OpenAsync("in");
        using var anna = new Visitor(gateway.Address);

        var entered = await anna.GetAsync(await Visitor.LinkAsync(gateway, "in"));

        Assert.Equal((HttpStatusCode.SeeOther, "/portal/teams/in"), (entered.Status, entered.Headers["Location"]));
        var page = await anna.GetAsync("/portal/teams/in");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("Credits Remaining", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_of_other_sites_forms()
    {
        await gateway.Api.OpenAsync("cookie");
        using var anna = new Visitor(gateway.Address);

        var entered = await anna.GetAsync(await Visitor.LinkAsync(gateway, "cookie"));

        var cookie = entered.Headers["Set-Cookie"];
        Assert.Contains("; path=/; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_way_is_encrypted_the_cookie_takes_no_other_and_is_this_hosts_alone()
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:PublicUrl", "https://credits.example.com"));
        await own.Api.OpenAsync("tls");
        using var anna = new Visitor(own.Address);

        var entered = await anna.GetAsync(await Visitor.LinkAsync(own, "tls"));

        Assert.StartsWith("__Host-purser-", entered.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Contains("; path=/; secure; samesite=lax; httponly", entered.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.DoesNotContain("domain", entered.Headers["Set-Cookie"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_made_for_the_address_that_people_see()
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:PublicUrl", "https://credits.example.com/"));
        await own.Api.OpenAsync("public");

        var link = await own.Api.PostAsync("/v1/teams/public/portal-links", """{"memberId":"anna"}""");

        Assert.StartsWith("https://credits.example.com/portal/enter?link=", link.Json.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_used_lets_nobody_else_in()
    {
        await gateway.Api.OpenAsync("once");
        var link = await Visitor.LinkAsync(gateway, "once");
        using var anna = new Visitor(gateway.Address);
        using var other = new Visitor(gateway.Address);
        await anna.GetAsync(link);

        var second = await other.GetAsync(link);

        Assert.Equal(HttpStatusCode.Gone, second.Status);
        Assert.Contains("This link was used before", second.Text, StringComparison.Ordinal);
        Assert.Empty(other.Cookies);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/portal/teams/once")).Status);
    }

    [Fact]
    public async Task Of_many_who_use_it_at_the_same_instant_one_is_let_in()
    {
        await gateway.Api.OpenAsync("race");
        var link = await Visitor.LinkAsync(gateway, "race");
        var visitors = Enumerable.Range(0, 8).Select(_ => new Visitor(gateway.Address)).ToList();

        var entered = await Task.WhenAll(visitors.Select(visitor => visitor.GetAsync(link)));

        Assert.Single(entered, answer => answer.Status == HttpStatusCode.SeeOther);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact]
    public async Task Who_is_in_already_may_click_it_again()
    {
        await gateway.Api.OpenAsync("again");
        var link = await Visitor.LinkAsync(gateway, "again");
        using var anna = new Visitor(gateway.Address);
        await anna.GetAsync(link);

        Assert.Equal(HttpStatusCode.SeeOther, (await anna.GetAsync(link)).Status);
    }

    [Fact]
    public async Task Looking_at_it_does_not_use_it_up()
    {
        await gateway.Api.OpenAsync("look");
        var link = await Visitor.LinkAsync(gateway, "look");
        using var anna = new Visitor(gateway.Address);

        Assert.Equal(HttpStatusCode.OK, (await anna.SendAsync(HttpMethod.Head, link)).Status);
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync(link, ("Sec-Purpose", "prefetch;prerender"))).Status);
        Assert.Empty(anna.Cookies);

        Assert.Equal(HttpStatusCode.SeeOther, (await anna.GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_link_that_expired_lets_nobody_in()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
        await using var own = new GatewayHost(hasCluster: true, clock);
        await own.Api.OpenAsync("late");
        var link = await Visitor.LinkAsync(own, "late", ttlSeconds: 60);
        clock.Advance(TimeSpan.FromSeconds(60));
        using var anna = new Visitor(own.Address);

        var late = await anna.GetAsync(link);

        Assert.Equal(HttpStatusCode.Gone, late.Status);
        Assert.Contains("This link has expired", late.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_ends()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
        await using var own = new GatewayHost(hasCluster: true, clock, ("Purser:Portal:VisitLasts", "00:30:00"));
        await own.Api.OpenAsync("visit");
        using var anna = await Visitor.InAsync(own, "visit");
        var cookie = ("Cookie", string.Join("; ", anna.Cookies.Select(each => $"{each.Name}={each.Value}")));
        using var keeps = new Visitor(own.Address);
        Assert.Equal(HttpStatusCode.OK, (await keeps.GetAsync("/portal/teams/visit", cookie)).Status);

        clock.Advance(TimeSpan.FromMinutes(30));

        // A browser forgets the cookie by itself; whoever kept it is told.
        Assert.Equal(HttpStatusCode.Unauthorized, (await keeps.GetAsync("/portal/teams/visit", cookie)).Status);
    }

    [Fact]
    public async Task Whatever_is_altered_in_a_link_or_a_cookie_makes_it_worthless()
    {
        await gateway.Api.OpenAsync("alter");
        var link = await Visitor.LinkAsync(gateway, "alter");
        using var anna = await Visitor.InAsync(gateway, "alter");
        var cookie = Assert.Single(anna.Cookies);
        using var forger = new Visitor(gateway.Address);

        var start = link.IndexOf('=', StringComparison.Ordinal) + 1;
        foreach (var altered in Alterations(link[start..]))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await forger.GetAsync(link[..start] + altered)).Status);
        }

        foreach (var altered in Alterations(cookie.Value))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await forger.GetAsync("/portal/teams/alter", ("Cookie", $"{cookie.Name}={altered}"))).Status);
        }

        // A link is no cookie, and the other way round.
        Assert.Equal(HttpStatusCode.Unauthorized, (await forger.GetAsync("/portal/teams/alter", ("Cookie", $"{cookie.Name}={link[start..]}"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await forger.GetAsync(link[..start] + cookie.Value)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await forger.GetAsync("/portal/enter")).Status);
    }

    [Fact]
    public async Task One_teams_cookie_opens_no_other_teams_page()
    {
        await gateway.Api.OpenAsync("mine");
        await gateway.Api.OpenAsync("theirs");
        using var anna = await Visitor.InAsync(gateway, "mine");
        using var other = await Visitor.InAsync(gateway, "theirs");
        using var thief = new Visitor(gateway.Address);

        var swapped = await thief.GetAsync("/portal/teams/theirs", ("Cookie", $"{other.Cookies.Single().Name}={anna.Cookies.Single().Value}"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await anna.GetAsync("/portal/teams/theirs")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, swapped.Status);
    }

    [Fact]
    public async Task Two_teams_pages_can_be_open_in_one_browser()
    {
        await gateway.Api.OpenAsync("left");
        await gateway.Api.OpenAsync("right");
        using var anna = await Visitor.InAsync(gateway, "left");
        await anna.GetAsync(await Visitor.LinkAsync(gateway, "right"));

        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/portal/teams/left")).Status);
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/portal/teams/right")).Status);
    }

    [Fact]
    public async Task Another_gateway_lets_the_same_cookie_in_and_the_same_link_not_twice()
    {
        await using var other = new GatewayHost(hasCluster: true);
        await gateway.Api.OpenAsync("both");
        await other.Api.OpenAsync("both");
        gateway.Teams.Door.ShareWith(other.Teams.Door);
        var link = await Visitor.LinkAsync(gateway, "both");
        using var anna = new Visitor(other.Address);
        Assert.Equal(HttpStatusCode.SeeOther, (await anna.GetAsync(link)).Status);
        using var there = new Visitor(gateway.Address);
        using var elsewhere = new Visitor(gateway.Address);
        var cookie = ("Cookie", string.Join("; ", anna.Cookies.Select(each => $"{each.Name}={each.Value}")));

        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/portal/teams/both", cookie)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await elsewhere.GetAsync(link)).Status);
    }

    [Fact]
    public async Task A_key_that_was_taken_away_ends_what_it_signed()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2040-03-01T12:00:00Z"));
        await using var own = new GatewayHost(hasCluster: true, clock);
        await own.Api.OpenAsync("rotate");
        using var anna = await Visitor.InAsync(own, "rotate");
        own.Teams.Door.Keys = [new Purser.Portal.PortalKey(2, new byte[32]), .. own.Teams.Door.Keys];
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/portal/teams/rotate")).Status);

        own.Teams.Door.Keys = own.Teams.Door.Keys[..1];
        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.Unauthorized, (await anna.GetAsync("/portal/teams/rotate")).Status);
    }

    [Fact]
    public async Task There_is_no_link_for_who_is_no_member()
    {
        await gateway.Api.OpenAsync("who");
        await gateway.Api.PutAsync("/v1/teams/who/members/ben", """{"name":"Ben","role":"member"}""");
        await gateway.Api.DeleteAsync("/v1/teams/who/members/ben");

        (await gateway.Api.PostAsync("/v1/teams/who/portal-links", """{"memberId":"nobody"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await gateway.Api.PostAsync("/v1/teams/who/portal-links", """{"memberId":"ben"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await gateway.Api.PostAsync("/v1/teams/who-no/portal-links", """{"memberId":"ben"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await gateway.Api.PostAsync("/v1/teams/who/portal-links", """{"memberId":"anna","ttlSeconds":3601}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Without_a_cluster_the_link_is_as_good_as_before()
    {
        await using var own = new GatewayHost(hasCluster: true);
        await own.Api.OpenAsync("away");
        var link = await Visitor.LinkAsync(own, "away");
        using var anna = new Visitor(own.Address);
        own.Teams.IsAway = true;

        var away = await anna.GetAsync(link);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html", "1"), (away.Status, away.MediaType, away.Headers["Retry-After"]));
        own.Teams.IsAway = false;
        Assert.Equal(HttpStatusCode.SeeOther, (await anna.GetAsync(link)).Status);
    }

    private static IEnumerable<string> Alterations(string token)
    {
        yield return "";
        yield return token[..^1];
        yield return token + "A";
        yield return "2" + token[1..];
        yield return new string('A', 2000);
        for (var at = 0; at < token.Length; at += 7)
        {
            // The last character of a part may have bits that mean nothing.
            if (token[at] != '.' && at + 1 < token.Length && token[at + 1] != '.')
            {
                yield return $"{token[..at]}{(token[at] == 'B' ? 'C' : 'B')}{token[(at + 1)..]}";
            }
        }
    }
}
