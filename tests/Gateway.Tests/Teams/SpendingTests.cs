using System.Net;

namespace Purser.Gateway.Tests;

public sealed class SpendingTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_member_sees_their_own_part_of_the_credits()
    {
        await Api.OpenAsync("own-part");

        var answer = await Api.GetAsync("/v1/teams/own-part/credits?member=anna");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"memberId":"anna","used":3,"budget":50,"left":47,"blockedBy":null}""", answer.Json.GetProperty("member").GetRawText());
        Assert.False((await Api.GetAsync("/v1/teams/own-part/credits")).Json.TryGetProperty("member", out _));
    }

    [Fact]
    public async Task What_a_debit_would_be_answered_is_answered_without_one()
    {
        await Api.OpenAsync("hint");

        (await Api.GetAsync("/v1/teams/hint/can-spend?member=anna")).ShouldBe(HttpStatusCode.OK, """
            {"allowed":true,"reason":null,"remedies":[],"spendable":750,"resetsAt":"2026-04-01T00:00:00Z"}
            """);
        (await Api.GetAsync("/v1/teams/hint/can-spend?member=anna&credits=751")).ShouldBe(HttpStatusCode.OK, """
            {"allowed":false,"reason":"credits_exhausted","remedies":["wait","top_up"],"spendable":750,"resetsAt":"2026-04-01T00:00:00Z"}
            """);
        Assert.Equal(new Credits(751), gateway.Teams["hint"].LastQuestion!.Credits);
    }

    [Fact]
    public async Task What_auto_bid_may_take_is_set_in_credits_or_as_a_share_and_says_what_it_took_before()
    {
        const string Path = "/v1/teams/automation/automation-budget";
        await Api.OpenAsync("automation");

        (await Api.PutAsync(Path, """{"percent":50}""")).ShouldBe(
            HttpStatusCode.OK, """{"credits":null,"percent":50,"cap":375,"used":7,"left":368}""");
        (await Api.PutAsync(Path, """{"credits":5,"percent":null}""")).ShouldBe(
            HttpStatusCode.OK, """{"credits":5,"percent":null,"cap":5,"used":7,"left":0}""");
        Assert.Equal(5, (await Api.GetAsync("/v1/teams/automation/credits")).Json.GetProperty("automation").GetProperty("cap").GetInt32());
        (await Api.PutAsync(Path, "{}")).ShouldBe(
            HttpStatusCode.OK, """{"credits":null,"percent":null,"cap":null,"used":7,"left":null}""");

        (await Api.PutAsync(Path, """{"credits":5,"percent":5}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        (await Api.PutAsync(Path, """{"percent":101}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        (await Api.PutAsync("/v1/teams/nobody/automation-budget", "{}")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Theory]
    [InlineData("can-spend", "member")]
    [InlineData("can-spend?credits=1", "member")]
    [InlineData("can-spend?member=a%20b", "member")]
    [InlineData("can-spend?member=anna&credits=0", "credits")]
    [InlineData("can-spend?member=anna&credits=1000000001", "credits")]
    [InlineData("can-spend?member=anna&who=ben", "who")]
    [InlineData("credits?member=", "member")]
    [InlineData("credits?who=anna", "who")]
    public async Task What_cannot_be_asked_is_named(string question, string parameter)
    {
        var answer = await Api.GetAsync($"/v1/teams/cannot/{question}");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(parameter, answer.Json.GetProperty("errors")[0].GetProperty("parameter").GetString());
    }
}
