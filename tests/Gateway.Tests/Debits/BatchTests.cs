using System.Net;
using System.Text.Json;

namespace Purser.Gateway.Tests;

public sealed class BatchTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_batch_is_answered_in_its_order_with_the_numbers_after_it()
    {
        await Api.OpenAsync("batch");
        gateway.Teams["batch"].Remaining = 1;

        var answer = await Api.PostAsync("/v1/teams/batch/debits/batch", """
            {"debits":[{"key":"a","memberId":"anna","action":"answer"},
                       {"key":"b","memberId":"anna","action":"answer","jobId":"job-1"},
                       {"key":"a","memberId":"anna","action":"answer"}]}
            """);

        const string Entry = """
            {"entryId":2,"teamId":"batch","memberId":"anna","action":"answer","jobId":null,"regeneration":false,
             "bucket":"pool","amount":-1,"at":"2026-03-01T00:00:02Z","cycleStart":"2026-03-01T00:00:00Z",
             "credits":{"remaining":0,"used":1,"total":1,"extra":0,"version":2}}
            """;
        answer.ShouldBe(HttpStatusCode.OK, $$$"""
            {"results":[{"key":"a","outcome":"debited","entry":{{{Entry}}}},
                        {"key":"b","outcome":"refused","detail":"Pool and extra are empty; wait until the pool resets, top up or upgrade.","reason":"credits_exhausted",
                         "remaining":0,"extra":0,"resetsAt":"2026-04-01T00:00:00Z","remedies":["wait","top_up","upgrade"]},
                        {"key":"a","outcome":"replayed","entry":{{{Entry}}}}],
             "credits":{"remaining":0,"used":1,"total":1,"extra":0,"version":2}}
            """);
    }

    [Fact]
    public async Task A_thousand_debits_are_a_batch()
    {
        await Api.OpenAsync("thousand");
        gateway.Teams["thousand"].Remaining = 2000;

        var answer = await Api.PostAsync("/v1/teams/thousand/debits/batch", Batch(1000));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1000, answer.Json.GetProperty("results").GetArrayLength());
        Assert.Equal(1000, answer.Json.GetProperty("credits").GetProperty("remaining").GetInt32());
    }

    [Fact]
    public async Task A_thousand_and_one_are_not()
    {
        var answer = await Api.PostAsync("/v1/teams/too-many/debits/batch", Batch(1001));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(0, gateway.Teams["too-many"].Calls);
    }

    [Fact]
    public async Task What_is_wrong_with_one_debit_is_pointed_to()
    {
        var answer = await Api.PostAsync("/v1/teams/pointed/debits/batch", """
            {"debits":[{"key":"a","memberId":"anna","action":"answer"},{"key":"b","memberId":"anna","action":"sing"}]}
            """);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal("#/debits/1/action", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Contains("cover_letter", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_team_is_not_found() =>
        (await Api.PostAsync("/v1/teams/nobody/debits/batch", Batch(1)))
            .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    private static string Batch(int count) => JsonSerializer.Serialize(new
    {
        debits = Enumerable.Range(0, count).Select(i => new { key = $"k{i}", memberId = "anna", action = "job_matching" }),
    });
}
