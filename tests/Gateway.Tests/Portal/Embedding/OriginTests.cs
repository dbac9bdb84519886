using System.Net;
using Purser.Billing;

namespace Purser.Gateway.Tests.Portal.Embedding;

/// <summary>Which pages of other origins a browser hands answers to.</summary>
public sealed class OriginTests(GatewayHost gateway)
{
    [Fact]
    public async Task A_preflight_lets_through_what_the_elements_send_and_no_cookies()
    {
        var answer = await PreflightAsync(gateway, "/portal/embed/sections/cards");

        Assert.Equal((HttpStatusCode.NoContent, HostPage.Origin), (answer.Status, answer.Headers["Access-Control-Allow-Origin"]));
        Assert.Contains("authorization", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        Assert.Contains("Origin", answer.Headers["Vary"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "authorization")]
    [InlineData("DELETE", "authorization")]
    [InlineData("", "authorization")]
    [InlineData("GET", "authorization, x-else")]
    public async Task And_nothing_else(string method, string headers) =>
        Refused(await PreflightAsync(gateway, "/portal/embed", method: method, headers: headers));

    [Theory]
    [InlineData("null")]
    [InlineData("https://app.example.com/")]
    [InlineData("*")]
    public async Task What_is_no_origin_is_refused(string origin) => Refused(await PreflightAsync(gateway, "/portal/embed", origin));

    [Fact]
    public async Task Where_origins_are_listed_no_other_is_let_through_and_none_gets_a_session()
    {
        await using var own = new GatewayHost(
            hasCluster: true, time: null, ("Purser:Portal:EmbedOrigins:0", "https://other.example"), ("Purser:Portal:EmbedOrigins:1", HostPage.Origin));
        await own.Api.OpenAsync("listed");

        Assert.Equal(HttpStatusCode.NoContent, (await PreflightAsync(own, "/portal/embed")).Status);
        using var page = await HostPage.OfAsync(own, "listed");
        Assert.Equal(HttpStatusCode.OK, (await page.GetAsync("/portal/embed/sections/cards")).Status);

        Refused(await PreflightAsync(own, "/portal/embed", "https://evil.example"));
        (await HostPage.AskAsync(own, "listed", origin: "https://evil.example")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        using var unknown = new HostPage(own, "purser_session_x", "https://evil.example");
        var refused = await unknown.GetAsync("/portal/embed/sections/cards");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.DoesNotContain("Access-Control-Allow-Origin", refused.Headers.Keys);
    }

    [Fact]
    public async Task Nothing_but_what_is_embedded_is_handed_to_other_origins()
    {
        await gateway.Api.OpenAsync("cors");
        using var anna = await Visitor.InAsync(gateway, "cors");

        foreach (var path in new[] { "/portal/teams/cors", "/portal/teams/cors/sections/cards", "/portal/enter", "/v1/teams/cors/credits", "/health/live" })
        {
            Assert.DoesNotContain("Access-Control-Allow-Origin", (await anna.GetAsync(path, ("Origin", HostPage.Origin))).Headers.Keys);
            Assert.DoesNotContain("Access-Control-Allow-Origin", (await PreflightAsync(gateway, path)).Headers.Keys);
        }
    }

    [Fact]
    public async Task The_page_is_framed_by_nobody_but_who_is_named()
    {
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:Portal:FrameOrigins:0", HostPage.Origin));
        await own.Api.OpenAsync("framed");
        using var anna = await Visitor.InAsync(own, "framed");

        var page = await anna.GetAsync("/portal/teams/framed");

        Assert.EndsWith($"; frame-ancestors {HostPage.Origin}", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.com/account?tab=credits#here", "https://app.example.com/account?tab=credits&purser_session={CHECKOUT_SESSION_ID}#here")]
    [InlineData("https://app.example.com/account", "https://app.example.com/account?purser_session={CHECKOUT_SESSION_ID}")]
    [InlineData("https://evil.example/account", "https://app.example.com/?purser_session={CHECKOUT_SESSION_ID}")]
    [InlineData("https://app.example.com.evil.example/", "https://app.example.com/?purser_session={CHECKOUT_SESSION_ID}")]
    [InlineData("https://app.example.com@evil.example/", "https://app.example.com/?purser_session={CHECKOUT_SESSION_ID}")]
    [InlineData("javascript:alert(1)", "https://app.example.com/?purser_session={CHECKOUT_SESSION_ID}")]
    [InlineData("", "https://app.example.com/?purser_session={CHECKOUT_SESSION_ID}")]
    public async Task A_payer_comes_back_to_the_page_they_left_and_to_no_other_origin(string left, string returned)
    {
        var team = $"payer-{left.Length}-{returned.Length}";
        await gateway.Api.OpenAsync(team);
        using var page = await HostPage.OfAsync(gateway, team);

        var lead = await page.PostAsync("/portal/embed/top-up", ("pack", "small"), ("page", left));

        Assert.Equal(HttpStatusCode.OK, lead.Status);
        Assert.Contains("data-lead", lead.Text, StringComparison.Ordinal);
        Assert.Equal(returned, Assert.IsType<TopUpOrder>(gateway.Teams[team].LastOrder).ReturnUrl);
    }

    private static void Refused(ApiAnswer answer)
    {
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Keys);
    }

    private static async Task<ApiAnswer> PreflightAsync(
        GatewayHost host, string path, string origin = HostPage.Origin, string method = "GET", string headers = "authorization")
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", method);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", headers);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ApiAnswer.OfAsync(response, TestContext.Current.CancellationToken);
    }
}
