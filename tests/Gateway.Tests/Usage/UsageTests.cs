using System.Net;
using Purser.History;

namespace Purser.Gateway.Tests;

public sealed class UsageTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task Debits_and_reversals_are_listed_newest_first()
    {
        await Api.OpenAsync("usage");
        await Api.PostAsync("/v1/teams/usage/debits", """{"memberId":"anna","action":"ai_improve","jobId":"job-1","regeneration":true}""", "k");
        await Api.PostAsync("/v1/teams/usage/debits/2/reversal", """{"reason":"it failed"}""");

        (await Api.GetAsync("/v1/teams/usage/usage")).ShouldBe(HttpStatusCode.OK, """
            {"items":[
              {"entryId":3,"kind":"reversal","at":"2026-03-01T00:00:03Z","memberId":"anna","action":"ai_improve","label":"AI Improve",
               "jobId":"job-1","regeneration":true,"bucket":"pool","amount":1,"cycleStart":"2026-03-01T00:00:00Z",
               "reverses":2,"reason":null,"note":"it failed","reversedBy":null,"imported":false},
              {"entryId":2,"kind":"debit","at":"2026-03-01T00:00:02Z","memberId":"anna","action":"ai_improve","label":"AI Improve",
               "jobId":"job-1","regeneration":true,"bucket":"pool","amount":-1,"cycleStart":"2026-03-01T00:00:00Z",
               "reverses":null,"reason":null,"note":null,"reversedBy":3,"imported":false}],
             "next":null}
            """);
    }

    [Fact]
    public async Task Pages_follow_each_other_to_the_end()
    {
        await Api.OpenAsync("pages");
        foreach (var key in Enumerable.Range(0, 5))
        {
            await Api.PostAsync("/v1/teams/pages/debits", """{"memberId":"anna","action":"answer"}""", $"{key}");
        }

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await Api.GetAsync("/v1/teams/pages/usage?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"))).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("entryId").GetInt64()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal([6, 5, 4, 3, 2], seen);
    }

    [Fact]
    public async Task Filters_reach_the_grain()
    {
        await Api.OpenAsync("filters");

        await Api.GetAsync("/v1/teams/filters/usage?member=anna&action=auto_bid&from=2026-03-01T00:00:00Z&to=2026-03-02T02:00:00.5%2B02:00&limit=200"
            + "&bucket=extra&regeneration=false&job=job-1");

        Assert.Equal(
            new UsageQuery(MemberId.Parse("anna"), AiAction.AutoBid, FakeTeam.Start, FakeTeam.Start.AddDays(1).AddMilliseconds(500), Before: null, 200, Bucket.Extra, Regeneration: false, JobId.Parse("job-1")),
            gateway.Teams["filters"].LastQuery);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=-1")]
    [InlineData("limit=1.5")]
    [InlineData("limit=abc")]
    [InlineData("limit=")]
    [InlineData("limit")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1&limit=2")]
    [InlineData("limit=1&Limit=2")]
    [InlineData("LIMIT=1")]
    [InlineData("page=2")]
    [InlineData("=")]
    [InlineData("member=")]
    [InlineData("member=a%20b")]
    [InlineData("member=%00")]
    [InlineData("member=%ff")]
    [InlineData("member=a&member=b")]
    [InlineData("action=sing")]
    [InlineData("action=CoverLetter")]
    [InlineData("action=1")]
    [InlineData("bucket=other")]
    [InlineData("bucket=1")]
    [InlineData("regeneration=1")]
    [InlineData("regeneration=True")]
    [InlineData("regeneration=")]
    [InlineData("job=")]
    [InlineData("job=..")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-03-01")]
    [InlineData("from=2026-03-01T00:00:00")]
    [InlineData("from=2026-03-01T00:00:00+02:00")]
    [InlineData("from=2026-13-01T00:00:00Z")]
    [InlineData("to=0000-00-00T00:00:00Z")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")]
    [InlineData("cursor=")]
    [InlineData("cursor=garbage")]
    [InlineData("cursor=AAAAAAAAAAAA")]
    [InlineData("cursor=dQAAAAAAAAAA")]
    [InlineData("cursor=df__________")]
    [InlineData("cursor=dQAAAAAAAAAB%20")]
    [InlineData("cursor=dQAAAAAAAAAB=")]
    public async Task What_cannot_be_asked_is_refused(string query)
    {
        var answer = await Api.GetAsync($"/v1/teams/bad-query/usage?{query}");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.True(answer.Json.GetProperty("errors")[0].TryGetProperty("parameter", out _));
        Assert.Equal(0, gateway.Teams["bad-query"].Calls);
    }
}
