using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class HoldTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_held_debit_says_when_it_gives_itself_back()
    {
        await Api.OpenAsync("hold-one");
        const string Body = """{"memberId":"anna","action":"answer","holdSeconds":30}""";

        var answer = await Api.PostAsync("/v1/teams/hold-one/debits", Body, key: "k");
        var again = await Api.PostAsync("/v1/teams/hold-one/debits", Body, key: "k");

        answer.ShouldBe(HttpStatusCode.Created, """
            {"entryId":2,"teamId":"hold-one","memberId":"anna","action":"answer","jobId":null,"regeneration":false,"bucket":"pool",
             "amount":-1,"at":"2026-03-01T00:00:02Z","cycleStart":"2026-03-01T00:00:00Z","hold":{"expiresAt":"2026-03-01T00:00:32Z"},
             "credits":{"remaining":749,"used":1,"total":750,"extra":0,"version":2}}
            """);
        Assert.Equal((HttpStatusCode.OK, answer.Text), (again.Status, again.Text));
    }

    [Fact]
    public async Task Debits_of_a_batch_are_held_each_for_its_own_time()
    {
        await Api.OpenAsync("hold-batch");

        var answer = await Api.PostAsync("/v1/teams/hold-batch/debits/batch", """
            {"debits":[{"key":"a","memberId":"anna","action":"answer","holdSeconds":3600},
                       {"key":"b","memberId":"anna","action":"answer","holdSeconds":null}]}
            """);

        var results = answer.Json.GetProperty("results");
        Assert.Equal("2026-03-01T01:00:02Z", results[0].GetProperty("entry").GetProperty("hold").GetProperty("expiresAt").GetString());
        Assert.False(results[1].GetProperty("entry").TryGetProperty("hold", out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3601")]
    [InlineData("1.5")]
    [InlineData("\"30\"")]
    [InlineData("true")]
    public async Task A_hold_lasts_a_whole_number_of_seconds_up_to_an_hour(string seconds)
    {
        await Api.OpenAsync("hold-bad");

        var answer = await Api.PostAsync(
            "/v1/teams/hold-bad/debits", $$"""{"memberId":"anna","action":"answer","holdSeconds":{{seconds}}}""", key: "k");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Contains("holdSeconds must be a whole number from 1 to 3600.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_says_since_when_it_is_final()
    {
        await Api.OpenAsync("hold-confirm");
        await Api.PostAsync("/v1/teams/hold-confirm/debits", """{"memberId":"anna","action":"answer","holdSeconds":30}""", key: "k");

        var answer = await Api.PostAsync("/v1/teams/hold-confirm/debits/2/confirmation");

        answer.ShouldBe(HttpStatusCode.OK, """{"entryId":2,"confirmedAt":"2026-03-01T00:00:03Z"}""");
    }

    [Theory]
    [InlineData("hold-late", "hold-expired")]
    [InlineData("hold-reversed", "debit-reversed")]
    [InlineData("hold-final", "not-held")]
    [InlineData("hold-grant", "not-a-debit")]
    public async Task What_cannot_be_confirmed_is_a_conflict_that_says_why(string teamId, string problem)
    {
        await Api.OpenAsync(teamId);
        gateway.Teams[teamId].ConfirmOutcome = problem switch
        {
            "hold-expired" => new ConfirmOutcome.Expired(),
            "debit-reversed" => new ConfirmOutcome.Reversed(),
            "not-held" => new ConfirmOutcome.NotHeld(),
            _ => new ConfirmOutcome.NotADebit(),
        };

        (await Api.PostAsync($"/v1/teams/{teamId}/debits/2/confirmation")).ShouldBeProblem(HttpStatusCode.Conflict, problem);
    }

    [Fact]
    public async Task An_entry_that_is_not_there_cannot_be_confirmed()
    {
        await Api.OpenAsync("hold-none");

        (await Api.PostAsync("/v1/teams/hold-none/debits/99/confirmation")).ShouldBeProblem(HttpStatusCode.NotFound, "entry-not-found");
    }
}
