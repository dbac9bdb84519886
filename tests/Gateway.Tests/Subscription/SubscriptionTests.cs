using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class SubscriptionTests(GatewayHost gateway)
{
    private const string Terms = """{"plan":"max","seats":2}""";

    private Api Api => gateway.Api;

    [Fact]
    public async Task A_subscription_is_changed_and_cancelled_and_the_credits_document_says_so()
    {
        await Api.OpenAsync("change");

        var changed = await Api.PutAsync("/v1/teams/change/subscription", Terms);
        var cancelled = await Api.DeleteAsync("/v1/teams/change/subscription");

        changed.ShouldBe(HttpStatusCode.OK, """
            {"teamId":"change","name":"Acme","status":"active","plan":"max","seats":2,"total":750,"remaining":750,
             "used":0,"usedFromPool":0,"usedFromExtra":0,"extra":0,
             "cycle":{"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"},"resetsAt":"2026-04-01T00:00:00Z",
             "trial":null,"version":2,"held":0,"spendable":750,"blockedBy":null,"seatsOver":0,
             "automation":{"credits":null,"percent":null,"cap":null,"used":7,"left":null},"closedAt":null}
            """);
        Assert.Equal((HttpStatusCode.OK, changed.Text), (cancelled.Status, cancelled.Text));
    }

    [Fact]
    public async Task What_a_subscription_refuses_is_a_conflict_with_its_reason()
    {
        await Api.OpenAsync("refused");
        foreach (var (outcome, code, words) in new (SubscribeOutcome, string, string)[]
        {
            (new SubscribeOutcome.ManagedByStripe(), "managed_by_stripe", "billing-portal"),
            (new SubscribeOutcome.AnchorIsFixed(FakeTeam.Start), "anchor_fixed", "2026-03-01T00:00:00Z"),
            (new SubscribeOutcome.NoSubscription(), "no_subscription", "PUT /v1/teams/refused/subscription"),
        })
        {
            gateway.Teams["refused"].SubscribeOutcome = outcome;
            foreach (var answer in new[] { await Api.PutAsync("/v1/teams/refused/subscription", Terms), await Api.DeleteAsync("/v1/teams/refused/subscription") })
            {
                answer.ShouldBeProblem(HttpStatusCode.Conflict, code.Replace('_', '-'));
                Assert.Equal(code, answer.Json.GetProperty("reason").GetString());
                Assert.Contains(words, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_unknown_plan_is_pointed_to_and_the_known_ones_are_named()
    {
        await Api.OpenAsync("no-such-plan");

        var answer = await Api.PutAsync("/v1/teams/no-such-plan/subscription", """{"plan":"nope","seats":1}""");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "unknown-plan");
        Assert.Contains("lite, pro, max", answer.Text, StringComparison.Ordinal);
        Assert.Equal("#/plan", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task An_unknown_team_has_no_subscription_to_change()
    {
        (await Api.PutAsync("/v1/teams/nobody/subscription", Terms)).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await Api.DeleteAsync("/v1/teams/nobody/subscription")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }
}
