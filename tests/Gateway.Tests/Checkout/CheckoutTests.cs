using System.Net;
using Purser.Billing;

namespace Purser.Gateway.Tests;

public sealed class CheckoutTests(GatewayHost gateway)
{
    private static readonly (string Path, string? Body)[] Pages =
        [("checkout", """{"plan":"pro","seats":3}"""), ("top-ups", """{"pack":"small"}"""), ("billing-portal", null)];

    private Api Api => gateway.Api;

    private string Host => gateway.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task A_plan_is_subscribed_to_on_a_page_that_leads_back()
    {
        await Api.OpenAsync("subscribe");

        var answer = await Api.PostAsync("/v1/teams/subscribe/checkout", """{"plan":"pro","seats":3}""", key: "k");

        answer.ShouldBe(HttpStatusCode.Created, """{"checkoutUrl":"https://checkout.stripe.test/c/1","sessionId":"cs_test_1"}""");
        Assert.Equal(
            new SubscriptionOrder("pro", 3, Host + "/checkout/return?team=subscribe&session={CHECKOUT_SESSION_ID}", "k"),
            gateway.Teams["subscribe"].LastOrder);
    }

    [Fact]
    public async Task A_pack_is_bought_on_a_page_that_leads_back()
    {
        await Api.OpenAsync("buy");

        var answer = await Api.PostAsync("/v1/teams/buy/top-ups", """{"pack":"small"}""");

        answer.ShouldBe(HttpStatusCode.Created, """{"checkoutUrl":"https://checkout.stripe.test/c/1","sessionId":"cs_test_1"}""");
        Assert.Equal(
            new TopUpOrder("small", Host + "/checkout/return?team=buy&session={CHECKOUT_SESSION_ID}", Key: null),
            gateway.Teams["buy"].LastOrder);
    }

    [Fact]
    public async Task The_billing_portal_leads_back()
    {
        await Api.OpenAsync("portal");

        (await Api.PostAsync("/v1/teams/portal/billing-portal")).ShouldBe(HttpStatusCode.Created, """{"url":"https://checkout.stripe.test/c/1"}""");
        Assert.Equal(Host + "/checkout/return?team=portal", gateway.Teams["portal"].LastOrder);
    }

    [Theory]
    [InlineData("https://credits.example.com")]
    [InlineData("https://credits.example.com/")]
    public async Task Behind_a_proxy_the_public_address_is_the_one_to_come_back_to(string url)
    {
        await using var proxied = new GatewayHost(hasCluster: true, settings: ("Purser:PublicUrl", url));
        await proxied.Api.OpenAsync("proxied");

        await proxied.Api.PostAsync("/v1/teams/proxied/top-ups", """{"pack":"small"}""");

        Assert.Equal(
            "https://credits.example.com/checkout/return?team=proxied&session={CHECKOUT_SESSION_ID}",
            ((TopUpOrder)proxied.Teams["proxied"].LastOrder!).ReturnUrl);
    }

    [Fact]
    public async Task What_Stripes_pages_are_refused_for_is_a_conflict_with_its_reason()
    {
        await Api.OpenAsync("no-page");
        foreach (var (outcome, code, words) in new (CheckoutOutcome, string, string)[]
        {
            (new CheckoutOutcome.NotConfigured(), "stripe_not_configured", "Stripe__ApiKey"),
            (new CheckoutOutcome.SubscribedAlready(), "subscribed_already", "billing-portal"),
            (new CheckoutOutcome.NoCustomer(), "no_customer", "top-ups"),
        })
        {
            gateway.Teams["no-page"].CheckoutOutcome = outcome;
            foreach (var (path, body) in Pages)
            {
                var answer = await Api.PostAsync($"/v1/teams/no-page/{path}", body);

                answer.ShouldBeProblem(HttpStatusCode.Conflict, code.Replace('_', '-'));
                Assert.Equal(code, answer.Json.GetProperty("reason").GetString());
                Assert.Contains(words, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(RefusalReason.TrialEnded, "trial_ended")]
    [InlineData(RefusalReason.SubscriptionCanceled, "subscription_canceled")]
    public async Task A_pack_that_could_not_be_spent_is_not_sold_and_the_remedy_is_to_subscribe(RefusalReason reason, string code)
    {
        await Api.OpenAsync("cannot-spend");
        gateway.Teams["cannot-spend"].CheckoutOutcome = new CheckoutOutcome.CannotSpend(reason);

        var answer = await Api.PostAsync("/v1/teams/cannot-spend/top-ups", """{"pack":"small"}""");

        answer.ShouldBeProblem(HttpStatusCode.Conflict, code.Replace('_', '-'));
        Assert.Equal(code, answer.Json.GetProperty("reason").GetString());
        Assert.Contains("/v1/teams/cannot-spend/checkout", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(["subscribe"], answer.Json.GetProperty("remedies").EnumerateArray().Select(remedy => remedy.GetString()!));
    }

    [Fact]
    public async Task Fewer_seats_than_members_are_refused_before_anybody_pays()
    {
        await Api.OpenAsync("crowd");
        gateway.Teams["crowd"].CheckoutOutcome = new CheckoutOutcome.SeatsBelowMembers(7);

        var answer = await Api.PostAsync("/v1/teams/crowd/checkout", """{"plan":"pro","seats":1}""");

        answer.ShouldBeProblem(HttpStatusCode.Conflict, "seats-below-members");
        Assert.Equal("seats_below_members", answer.Json.GetProperty("reason").GetString());
        Assert.Contains("7 active members", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkout", """{"plan":"nope","seats":1}""", "unknown-plan", "#/plan", "lite, pro, max")]
    [InlineData("top-ups", """{"pack":"nope"}""", "unknown-pack", "#/pack", "small, medium, large")]
    public async Task What_is_not_for_sale_is_pointed_to_and_what_is_is_named(
        string path, string body, string code, string place, string known)
    {
        await Api.OpenAsync("not-for-sale");

        var answer = await Api.PostAsync($"/v1/teams/not-for-sale/{path}", body);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, code);
        Assert.Equal(place, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Contains(known, answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_Stripe_sells_no_plan_it_says_what_to_set()
    {
        await Api.OpenAsync("no-prices");
        gateway.Teams["no-prices"].CheckoutOutcome = new CheckoutOutcome.NotForSale("pro", []);

        var answer = await Api.PostAsync("/v1/teams/no-prices/checkout", """{"plan":"pro","seats":1}""");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "unknown-plan");
        Assert.Contains("StripePrice", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_order_is_refused_and_so_is_one_that_is_none()
    {
        await Api.OpenAsync("order-key");
        gateway.Teams["order-key"].CheckoutOutcome = new CheckoutOutcome.KeyReused();
        var before = gateway.Teams["order-key"].Calls;

        foreach (var (path, body) in Pages[..2])
        {
            (await Api.PostAsync($"/v1/teams/order-key/{path}", body, new string('k', 256))).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
            Assert.Equal(before, gateway.Teams["order-key"].Calls);
        }

        foreach (var (path, body) in Pages[..2])
        {
            (await Api.PostAsync($"/v1/teams/order-key/{path}", body, "k")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        }
    }

    [Fact]
    public async Task An_unknown_team_gets_no_page()
    {
        foreach (var (path, body) in Pages)
        {
            (await Api.PostAsync($"/v1/teams/nobody/{path}", body)).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        }
    }
}
