using System.Net;

namespace Purser.Gateway.Tests;

public sealed class BadAddressTests(GatewayHost gateway)
{
    private static readonly string[] IllegalIds =
    [
        "%20", "a%20b", "a%00b", "a%0Ab", "%C3%BC", "%F0%9F%98%80", "a@b", "a+b", "a,b", "a;b", "a*", "~", "'", "%22", "%3Cscript%3E",
        "%ff", "%ed%a0%80", "%", "%zz", "%2525", "a%2Fb", "%5C..%5C", "...", "%2E%2e%2E.", "{id}", new string('x', 65), new string('x', 4000),
    ];

    [Fact]
    public async Task An_illegal_id_in_any_place_of_any_address_is_refused_with_what_an_id_is()
    {
        foreach (var call in gateway.Routes.Select(Routes.Describe).Where(route => route.Path.StartsWith("/v1", StringComparison.Ordinal)))
        {
            foreach (var name in new[] { "{teamId}", "{memberId}" }.Where(name => call.Path.Contains(name, StringComparison.Ordinal)))
            {
                foreach (var id in IllegalIds)
                {
                    var path = (call with { Path = call.Path.Replace(name, id, StringComparison.Ordinal) }).PathFor("bad-address");
                    var answer = await gateway.Api.SendAsync(call.Method, path, Api.Json("{}"), key: "key");
                    if (id.Contains("%00", StringComparison.Ordinal))
                    {
                        // The server itself refuses it, before there is an address.
                        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "bad-transfer");
                        continue;
                    }

                    answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
                    if (id.StartsWith('.') || id.StartsWith("%2E", StringComparison.Ordinal))
                    {
                        // Which parameter it was cannot be told from an address with dots in it.
                        continue;
                    }

                    Assert.Equal(name.Trim('{', '}'), answer.Json.GetProperty("errors")[0].GetProperty("parameter").GetString());
                    Assert.Contains("1 to 64", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
                }
            }
        }

        Assert.Equal(0, gateway.Teams["bad-address"].Calls);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("%2e")]
    [InlineData("%2E%2E")]
    [InlineData(".%2e")]
    [InlineData("....")]
    public async Task Dots_alone_are_refused_and_lead_to_no_other_address(string dots)
    {
        foreach (var call in gateway.Routes.Select(Routes.Describe).Where(route => route.NeedsKey && route.Path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var name in new[] { "{teamId}", "{memberId}", "{entryId}" }.Where(name => call.Path.Contains(name, StringComparison.Ordinal)))
            {
                var path = (call with { Path = call.Path.Replace(name, dots, StringComparison.Ordinal) }).PathFor("dots");

                (await RawHttp.AskAsync(gateway, $"{call.Method} {path}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            }
        }

        Assert.Equal(0, gateway.Teams["dots"].Calls);
    }

    [Theory]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("-.")]
    [InlineData("%2E%61")]
    public async Task Dots_beside_others_are_an_id(string id) =>
        (await RawHttp.AskAsync(gateway, $"GET /v1/teams/{id}/credits")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    [Fact]
    public async Task The_longest_id_of_every_legal_character_is_an_id()
    {
        const string Id = "AZaz09._:-AZaz09._:-AZaz09._:-AZaz09._:-AZaz09._:-AZaz09._:-AZaz";

        (await gateway.Api.GetAsync($"/v1/teams/{Id}/credits")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Fact]
    public async Task A_parameter_that_a_call_does_not_know_is_refused_by_all()
    {
        foreach (var call in gateway.Routes.Select(Routes.Describe).Where(route => route.Path.StartsWith("/v1", StringComparison.Ordinal)))
        {
            foreach (var query in new[] { "?x=1", "?x", "?=", "?entryId=a", "?%00=1", "?%ff=%ff", "?x=1&x=2" })
            {
                var answer = await gateway.Api.SendAsync(call.Method, call.PathFor("bad-query") + query, Api.Json("{}"), key: "key");

                answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
                Assert.True(answer.Json.GetProperty("errors")[0].TryGetProperty("parameter", out _));
            }
        }

        Assert.Equal(0, gateway.Teams["bad-query"].Calls);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/team")]
    [InlineData("/v1/teams//credits")]
    [InlineData("/v1/teams/a/nothing")]
    [InlineData("/v2/teams/a/credits")]
    [InlineData("/v1/teams/a/credits/x")]
    [InlineData("/v1/teams/../../etc/passwd")]
    public async Task Where_nothing_is_served_nothing_is_found(string path) =>
        (await gateway.Api.GetAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound, "route-not-found");

    [Fact]
    public async Task Another_method_is_refused_and_the_allowed_ones_are_named()
    {
        foreach (var path in gateway.Routes.SelectMany(Routes.DescribeAll)
            .Where(route => route.Path.StartsWith("/v1", StringComparison.Ordinal)).GroupBy(route => route.Path, StringComparer.Ordinal))
        {
            var allowed = path.Select(route => route.Method.Method).Order(StringComparer.Ordinal).ToList();
            foreach (var method in new[] { "GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY" }.Except(allowed, StringComparer.Ordinal))
            {
                var answer = await gateway.Api.SendAsync(HttpMethod.Parse(method), path.First().PathFor("bad-method"));

                if (method == "HEAD")
                {
                    Assert.Equal((HttpStatusCode.MethodNotAllowed, ""), (answer.Status, answer.Text));
                }
                else
                {
                    answer.ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
                }

                Assert.Equal(allowed, answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal));
            }
        }

        Assert.Equal(0, gateway.Teams["bad-method"].Calls);
    }
}
