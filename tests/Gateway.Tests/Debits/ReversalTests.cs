using System.Net;

namespace Purser.Gateway.Tests;

public sealed class ReversalTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Theory]
    [InlineData("with-reason", """{"reason":"the model timed out"}""", "\"the model timed out\"")]
    [InlineData("with-null", """{"reason":null}""", "null")]
    [InlineData("with-nothing", "{}", "null")]
    [InlineData("without-body", null, "null")]
    public async Task A_reversal_gives_the_credit_back_and_keeps_the_callers_words(string name, string? body, string note)
    {
        var teamId = $"reversal-{name}";
        var path = await OpenAndDebitAsync(teamId);

        var answer = await Api.PostAsync(path, body);

        answer.ShouldBe(HttpStatusCode.Created, $$$"""
            {"entryId":3,"reverses":2,"teamId":"{{{teamId}}}","memberId":"anna","action":"answer","jobId":"job-1","bucket":"pool",
             "amount":1,"reason":null,"note":{{{note}}},"at":"2026-03-01T00:00:03Z","cycleStart":"2026-03-01T00:00:00Z",
             "credits":{"remaining":750,"used":0,"total":750,"extra":0,"version":3}}
            """);
    }

    [Fact]
    public async Task A_second_reversal_answers_the_first()
    {
        var path = await OpenAndDebitAsync("reversal-twice");
        var first = await Api.PostAsync(path);

        var second = await Api.PostAsync(path);

        Assert.Equal((HttpStatusCode.OK, first.Text), (second.Status, second.Text));
    }

    [Fact]
    public async Task Only_debits_are_reversed()
    {
        await OpenAndDebitAsync("reversal-not");

        (await Api.PostAsync("/v1/teams/reversal-not/debits/1/reversal")).ShouldBeProblem(HttpStatusCode.Conflict, "not-a-debit");
        (await Api.PostAsync("/v1/teams/reversal-not/debits/99/reversal")).ShouldBeProblem(HttpStatusCode.NotFound, "entry-not-found");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("abc")]
    [InlineData("+1")]
    [InlineData("%201")]
    [InlineData("9223372036854775808")]
    public async Task An_entry_is_named_by_its_number(string entryId)
    {
        (await Api.PostAsync($"/v1/teams/reversal-id/debits/{entryId}/reversal"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(0, gateway.Teams["reversal-id"].Calls);
    }

    private async Task<string> OpenAndDebitAsync(string teamId)
    {
        await Api.OpenAsync(teamId);
        await Api.PostAsync($"/v1/teams/{teamId}/debits", """{"memberId":"anna","action":"answer","jobId":"job-1"}""", key: "k");
        return $"/v1/teams/{teamId}/debits/2/reversal";
    }
}
