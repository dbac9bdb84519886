using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class DebitTests(GatewayHost gateway)
{
    private const string Debit = """{"memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":true}""";

    private Api Api => gateway.Api;

    [Fact]
    public async Task A_debit_is_answered_with_its_entry_and_the_numbers_after_it()
    {
        await Api.OpenAsync("debit");

        var answer = await Api.PostAsync("/v1/teams/debit/debits", Debit, key: "k");

        answer.ShouldBe(HttpStatusCode.Created, """
            {"entryId":2,"teamId":"debit","memberId":"anna","action":"cover_letter","jobId":"job-1","regeneration":true,
             "bucket":"pool","amount":-1,"at":"2026-03-01T00:00:02Z","cycleStart":"2026-03-01T00:00:00Z",
             "credits":{"remaining":749,"used":1,"total":750,"extra":0,"version":2}}
            """);
        Assert.False(answer.Headers.ContainsKey("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_repeated_debit_gets_the_same_bytes_and_a_header_that_says_so()
    {
        await Api.OpenAsync("replay");
        var first = await Api.PostAsync("/v1/teams/replay/debits", Debit, key: "k");
        await Api.PostAsync("/v1/teams/replay/debits", Debit, key: "another");

        var again = await Api.PostAsync("/v1/teams/replay/debits", Debit, key: "k");

        Assert.Equal((HttpStatusCode.OK, first.Text), (again.Status, again.Text));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task Optional_members_may_be_absent_or_null()
    {
        await Api.OpenAsync("optional");
        var absent = await Api.PostAsync("/v1/teams/optional/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        var isNull = await Api.PostAsync(
            "/v1/teams/optional/debits", """{"memberId":"anna","action":"answer","jobId":null,"regeneration":null}""", key: "k");

        Assert.Equal((HttpStatusCode.OK, absent.Text), (isNull.Status, isNull.Text));
    }

    [Fact]
    public async Task A_key_of_another_request_is_refused()
    {
        await Api.OpenAsync("reused");
        await Api.PostAsync("/v1/teams/reused/debits", Debit, key: "k");

        var answer = await Api.PostAsync("/v1/teams/reused/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        Assert.Equal("idempotency_key_reused", answer.Json.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(RefusalReason.CreditsExhausted, 402, "credits_exhausted")]
    [InlineData(RefusalReason.PaymentPastDue, 402, "payment_past_due")]
    [InlineData(RefusalReason.TrialEnded, 402, "trial_ended")]
    [InlineData(RefusalReason.SubscriptionCanceled, 402, "subscription_canceled")]
    [InlineData(RefusalReason.MemberNotActive, 403, "member_not_active")]
    [InlineData(RefusalReason.MemberBudgetReached, 403, "member_budget_reached")]
    [InlineData(RefusalReason.AutomationBudgetReached, 403, "automation_budget_reached")]
    public async Task A_refusal_says_why_what_remains_and_what_would_help(RefusalReason reason, int status, string code)
    {
        var teamId = $"refused-{code}";
        await Api.OpenAsync(teamId);
        gateway.Teams[teamId].Refusal = new Refusal(
            reason, new Credits(7), new Credits(3), FakeTeam.Start.AddTicks(1_500_000), [Remedy.Wait, Remedy.RaiseBudget]);

        var answer = await Api.PostAsync($"/v1/teams/{teamId}/debits", Debit, key: "k");

        answer.ShouldBeProblem((HttpStatusCode)status, code.Replace('_', '-'));
        Assert.Equal(code, answer.Json.GetProperty("reason").GetString());
        Assert.Equal(7, answer.Json.GetProperty("remaining").GetInt64());
        Assert.Equal(3, answer.Json.GetProperty("extra").GetInt64());
        Assert.Equal("2026-03-01T00:00:00.15Z", answer.Json.GetProperty("resetsAt").GetString());
        Assert.Equal("""["wait","raise_budget"]""", answer.Json.GetProperty("remedies").GetRawText());
    }

    [Fact]
    public async Task A_pool_that_will_not_refill_has_no_reset()
    {
        await Api.OpenAsync("no-reset");
        gateway.Teams["no-reset"].Refusal = new Refusal(RefusalReason.TrialEnded, default, default, ResetsAt: null, []);

        var answer = await Api.PostAsync("/v1/teams/no-reset/debits", Debit, key: "k");

        Assert.Equal("null", answer.Json.GetProperty("resetsAt").GetRawText());
    }

    [Fact]
    public async Task An_unknown_team_is_not_found() =>
        (await Api.PostAsync("/v1/teams/nobody/debits", Debit, key: "k"))
            .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    [Fact]
    public async Task Many_at_once_each_get_their_own_answer()
    {
        await Api.OpenAsync("many");
        gateway.Teams["many"].Remaining = 400;

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Api.PostAsync(
            "/v1/teams/many/debits", $$"""{"memberId":"anna","action":"answer","jobId":"job-{{i}}"}""", key: $"k{i}")));

        Assert.Equal(400, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(100, answers.Count(answer => answer.Status == HttpStatusCode.PaymentRequired));
        Assert.All(answers.Index().Where(answer => answer.Item.Status == HttpStatusCode.Created), answer =>
            Assert.Equal($"job-{answer.Index}", answer.Item.Json.GetProperty("jobId").GetString()));
    }
}
