using System.Net;
using Purser.History;

namespace Purser.Gateway.Tests;

public sealed class SummaryTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_summary_lists_groups_and_what_they_come_to()
    {
        await Api.OpenAsync("sums");

        (await Api.GetAsync("/v1/teams/sums/usage/summary?by=member")).ShouldBe(HttpStatusCode.OK, """
            {"groups":[
              {"key":"anna","label":"Anna","credits":5,"regenerations":1},
              {"key":null,"label":"No job","credits":1,"regenerations":0}],
             "others":{"groups":2,"credits":3,"regenerations":1},"total":9,"version":12}
            """);
        Assert.Equal(new SummaryQuery(SummaryBy.Member), gateway.Teams["sums"].LastSummary);
    }

    [Theory]
    [InlineData("by=action", SummaryBy.Action)]
    [InlineData("by=day", SummaryBy.Day)]
    [InlineData("by=job", SummaryBy.Job)]
    [InlineData("by=source", SummaryBy.Source)]
    [InlineData("by=bucket", SummaryBy.Bucket)]
    [InlineData("", SummaryBy.Member)]
    public async Task It_is_by_what_is_asked_for(string query, SummaryBy by)
    {
        await Api.OpenAsync("sums-by");

        await Api.GetAsync($"/v1/teams/sums-by/usage/summary?{query}");

        Assert.Equal(by, gateway.Teams["sums-by"].LastSummary!.By);
    }

    [Fact]
    public async Task Times_and_cycles_reach_the_grain()
    {
        await Api.OpenAsync("sums-of");

        await Api.GetAsync("/v1/teams/sums-of/usage/summary?by=job&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&limit=7");
        Assert.Equal(
            new SummaryQuery(SummaryBy.Job, FakeTeam.Start, FakeTeam.Start.AddDays(1), Limit: 7), gateway.Teams["sums-of"].LastSummary);

        await Api.GetAsync("/v1/teams/sums-of/usage/summary?cycle=2026-03-01T00:00:00Z");
        Assert.Equal(new SummaryQuery(SummaryBy.Member, Cycle: FakeTeam.Start), gateway.Teams["sums-of"].LastSummary);
    }

    [Theory]
    [InlineData("by=hour")]
    [InlineData("by=")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")]
    [InlineData("cycle=2026-03-01T00:00:00Z&from=2026-03-01T00:00:00Z")]
    [InlineData("cycle=2026-03-02T00:00:00Z")]
    [InlineData("cycle=yesterday")]
    public async Task What_cannot_be_asked_is_refused(string query)
    {
        await Api.OpenAsync("sums-bad");

        var answer = await Api.GetAsync($"/v1/teams/sums-bad/usage/summary?{query}");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.True(answer.Json.GetProperty("errors")[0].TryGetProperty("parameter", out _));
    }

    [Fact]
    public async Task Cycles_come_page_by_page()
    {
        await Api.OpenAsync("cycles");

        var first = await Api.GetAsync("/v1/teams/cycles/cycles?limit=1");
        first.ShouldBe(HttpStatusCode.OK, """
            {"items":[{"start":"2026-03-01T00:00:00Z","end":null,"total":750,"used":5,"usedFromPool":4,"usedFromExtra":1,"status":"past_due"}],
             "next":"YwAAAAAAAAAH"}
            """);
        var second = await Api.GetAsync($"/v1/teams/cycles/cycles?cursor={first.Json.GetProperty("next").GetString()}");
        Assert.Equal("2026-04-01T00:00:00Z", second.Json.GetProperty("items")[0].GetProperty("end").GetString());
    }

    [Theory]
    [InlineData("usage/summary")]
    [InlineData("cycles")]
    public async Task Of_nobody_there_is_nothing(string what) =>
        (await Api.GetAsync($"/v1/teams/sums-nobody/{what}")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
}
