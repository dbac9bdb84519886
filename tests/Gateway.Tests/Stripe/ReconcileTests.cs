using System.Net;
using Purser.Billing;

namespace Purser.Gateway.Tests;

public sealed class ReconcileTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task How_the_team_stands_after_asking_Stripe_is_answered()
    {
        await Api.OpenAsync("reconcile");
        var credits = (await Api.GetAsync("/v1/teams/reconcile/credits")).Text;

        (await Api.PostAsync("/v1/teams/reconcile/reconcile")).ShouldBe(
            HttpStatusCode.OK, $$"""{"credits":{{credits}},"customer":"cus_1","subscription":"sub_1","settled":true,"customerMissing":false}""");
    }

    [Fact]
    public async Task A_customer_that_Stripe_does_not_have_is_said()
    {
        await Api.OpenAsync("gone");
        var credits = (await gateway.Teams["gone"].GetCredits())!;
        gateway.Teams["gone"].ReconcileOutcome =
            new ReconcileOutcome.Reconciled(credits, "cus_gone", Subscription: null, IsSettled: true, IsCustomerMissing: true);

        Assert.True((await Api.PostAsync("/v1/teams/gone/reconcile")).Json.GetProperty("customerMissing").GetBoolean());
    }

    [Fact]
    public async Task What_Stripe_refuses_to_say_is_a_conflict_in_its_own_words()
    {
        gateway.Teams["refused"].ReconcileOutcome = new ReconcileOutcome.Refused("Expired API Key provided.");

        var answer = await Api.PostAsync("/v1/teams/refused/reconcile");

        answer.ShouldBeProblem(HttpStatusCode.Conflict, "stripe-refused");
        Assert.Equal("Expired API Key provided.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_price_that_no_plan_has_is_named()
    {
        gateway.Teams["price"].ReconcileOutcome = new ReconcileOutcome.UnknownPrice("price_1");

        var answer = await Api.PostAsync("/v1/teams/price/reconcile");

        answer.ShouldBeProblem(HttpStatusCode.Conflict, "unknown-price");
        Assert.Contains("price_1", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Stripe_it_says_what_to_set()
    {
        gateway.Teams["no-stripe"].ReconcileOutcome = new ReconcileOutcome.NotConfigured();

        var answer = await Api.PostAsync("/v1/teams/no-stripe/reconcile", "{}");

        answer.ShouldBeProblem(HttpStatusCode.Conflict, "stripe-not-configured");
        Assert.Contains("Stripe:ApiKey", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stripes_absence_is_told_in_its_own_words()
    {
        gateway.Teams["stripe-away"].Failure = new StripeAwayException("Stripe could not be asked: no route.");

        var answer = await Api.PostAsync("/v1/teams/stripe-away/reconcile");

        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.StartsWith("Stripe could not be asked: no route.", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_team_is_not_found() =>
        (await Api.PostAsync("/v1/teams/nobody/reconcile")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
}
