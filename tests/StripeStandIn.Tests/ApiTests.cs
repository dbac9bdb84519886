using System.Net;
using System.Net.Http.Headers;
using Stripe;

namespace Purser.StripeStandIn.Tests;

public sealed class ApiTests : StandInTest
{
    [Fact]
    public void It_speaks_the_version_that_the_client_expects() =>
        Assert.Equal(StandInOptions.CurrentApiVersion, StripeConfiguration.ApiVersion);

    [Fact]
    public async Task The_same_key_is_the_same_customer_and_another_request_is_refused()
    {
        var key = new RequestOptions { IdempotencyKey = "acme-customer" };
        var options = new CustomerCreateOptions { Email = "olga@example.com", Metadata = new() { ["team"] = "acme" } };

        var first = await V1.Customers.CreateAsync(options, key);
        var again = await V1.Customers.CreateAsync(options, key);

        Assert.Equal(first.Id, again.Id);
        Assert.Single(StandIn.Events, happened => happened.Type == "customer.created");
        options.Email = "somebody@example.com";
        var refused = await Assert.ThrowsAsync<StripeException>(() => V1.Customers.CreateAsync(options, key));
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_error"), (refused.HttpStatusCode, refused.StripeError.Type));

        Clock.Advance(TimeSpan.FromHours(25));
        Assert.NotEqual(first.Id, (await V1.Customers.CreateAsync(options, key)).Id);
    }

    [Fact]
    public async Task While_it_is_away_every_request_is_answered_503_and_what_happens_is_still_told()
    {
        var session = await PackSessionAsync();
        StandIn.IsAway = true;

        var refused = await Assert.ThrowsAsync<StripeException>(() => V1.Customers.CreateAsync(new()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.HttpStatusCode);
        Assert.True(StandIn.PayCheckout(session.Id));
        await StandIn.AdvanceAsync();
        Assert.Contains("checkout.session.completed", Hook.Types);

        StandIn.IsAway = false;
        Assert.Equal("paid", (await V1.Checkout.Sessions.GetAsync(session.Id)).PaymentStatus);
    }

    [Fact]
    public async Task The_same_key_at_the_same_instant_is_one_customer()
    {
        var key = new RequestOptions { IdempotencyKey = "acme-customer" };

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => V1.Customers.CreateAsync(new(), key)));

        Assert.Single(made.Select(customer => customer.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metadata_is_merged_and_an_empty_value_removes_a_key()
    {
        var customer = await V1.Customers.CreateAsync(
            new CustomerCreateOptions { Metadata = new() { ["team"] = "acme", ["old"] = "1" } });

        var updated = await V1.Customers.UpdateAsync(
            customer.Id, new CustomerUpdateOptions { Name = "Olga", Metadata = new() { ["old"] = "", ["new"] = "2" } });

        Assert.Equal("Olga", updated.Name);
        Assert.Equal(["new", "team"], updated.Metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_named_in_Stripes_shape()
    {
        var missing = await Assert.ThrowsAsync<StripeException>(() => V1.Customers.GetAsync("cus_nobody"));
        Assert.Equal((HttpStatusCode.NotFound, "resource_missing", "id"), Seen(missing));

        var wrong = await Assert.ThrowsAsync<StripeException>(() => V1.Subscriptions.CreateAsync(new SubscriptionCreateOptions
        {
            Customer = "cus_nobody", Items = [new() { Price = Lite }],
        }));
        Assert.Equal((HttpStatusCode.BadRequest, "resource_missing", "customer"), Seen(wrong));

        var unknown = await Assert.ThrowsAsync<StripeException>(() => V1.Coupons.GetAsync("x"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.HttpStatusCode);
        Assert.Equal("invalid_request_error", unknown.StripeError.Type);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_answered()
    {
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(StandIn.Url, "/v1/customers"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "anything");
        using var answered = await client.GetAsync(new Uri(StandIn.Url, "/v1/customers"));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Lists_come_in_pages_newest_first()
    {
        var ids = new List<string>();
        for (var number = 0; number < 25; number++)
        {
            ids.Insert(0, (await V1.Customers.CreateAsync(new CustomerCreateOptions())).Id);
        }

        var listed = new List<string>();
        await foreach (var customer in V1.Customers.ListAutoPagingAsync(new CustomerListOptions { Limit = 10 }))
        {
            listed.Add(customer.Id);
        }

        Assert.Equal(ids, listed);
    }

    [Fact]
    public async Task What_is_related_can_be_asked_for_with_it()
    {
        var subscription = await SubscribedAsync();

        var invoice = await V1.Invoices.GetAsync(
            subscription.LatestInvoiceId, new InvoiceGetOptions { Expand = ["payments.data.payment.payment_intent", "customer"] });

        var payment = Assert.Single(invoice.Payments.Data);
        Assert.Equal("succeeded", payment.Payment.PaymentIntent.Status);
        Assert.Equal(subscription.CustomerId, invoice.Customer.Id);
    }

    [Fact]
    public async Task Events_can_be_read_again()
    {
        await BoughtPackAsync();

        var listed = Assert.Single(await V1.Events.ListAsync(new EventListOptions { Type = "checkout.session.completed" }));

        Assert.Equal(listed.Id, (await V1.Events.GetAsync(listed.Id)).Id);
        Assert.Equal(StandIn.Events[^1].Id, listed.Id);
    }

    [Fact]
    public async Task The_control_page_shows_and_does()
    {
        var session = await BoughtPackAsync();
        using var browser = new HttpClient();
        Assert.Contains("no money moves", await browser.GetStringAsync(StandIn.ControlPage), StringComparison.Ordinal);
        var charge = Assert.Single(await V1.Charges.ListAsync(new ChargeListOptions { PaymentIntent = session.PaymentIntentId }));

        using var refund = new FormUrlEncodedContent([new("action", "refund"), new("id", charge.Id), new("amount", "250")]);
        using var done = await browser.PostAsync(StandIn.ControlPage, refund);

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(250, (await V1.Charges.GetAsync(charge.Id)).AmountRefunded);
    }

    [Fact]
    public async Task Another_site_cannot_press_its_buttons()
    {
        var session = await PackSessionAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, session.Url);
        request.Headers.Add("Origin", "http://elsewhere.example");
        request.Content = new FormUrlEncodedContent([new("action", "pay")]);
        using var browser = new HttpClient();

        using var answer = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("open", (await V1.Checkout.Sessions.GetAsync(session.Id)).Status);
    }

    private static (HttpStatusCode Status, string Code, string Param) Seen(StripeException refused) =>
        (refused.HttpStatusCode, refused.StripeError.Code, refused.StripeError.Param);

    [Fact]
    public async Task Lists_have_pages_that_lead_to_each_other()
    {
        var made = new List<string>();
        for (var n = 0; n < 25; n++)
        {
            made.Insert(0, (await V1.Customers.CreateAsync(new())).Id);
        }

        var first = await V1.Customers.ListAsync(new() { Limit = 20 });
        var last = await V1.Customers.ListAsync(new() { Limit = 20, StartingAfter = first.Data[^1].Id });

        Assert.Equal((true, false), (first.HasMore, last.HasMore));
        Assert.Equal(made, first.Data.Concat(last.Data).Select(customer => customer.Id));
    }

    [Fact]
    public async Task A_deleted_customer_is_gone_with_their_subscriptions_and_can_buy_nothing()
    {
        var customer = await V1.Customers.CreateAsync(new() { Metadata = new() { ["team"] = "acme" } });
        var subscription = await V1.Subscriptions.CreateAsync(new() { Customer = customer.Id, Items = [new() { Price = Lite }] });

        Assert.True((await V1.Customers.DeleteAsync(customer.Id)).Deleted);

        Assert.True((await V1.Customers.GetAsync(customer.Id)).Deleted);
        Assert.Equal("canceled", (await V1.Subscriptions.GetAsync(subscription.Id)).Status);
        var refused = await Assert.ThrowsAsync<StripeException>(() => V1.Subscriptions.ListAsync(new() { Customer = customer.Id, Status = "all" }));
        Assert.Equal((HttpStatusCode.BadRequest, "resource_missing", "customer"), Seen(refused));
        await Assert.ThrowsAsync<StripeException>(() => V1.PaymentIntents.CreateAsync(new() { Customer = customer.Id, Amount = 100, Currency = "usd" }));
        await StandIn.AdvanceAsync();
        Assert.Equal(["customer.subscription.deleted", "customer.deleted"], Hook.Types.Where(type => type.EndsWith("deleted", StringComparison.Ordinal)));
        Assert.Equal("acme", Assert.IsType<Customer>(Hook.Taken[^1].Data.Object).Metadata["team"]);
    }

    [Theory]
    [InlineData(ApiRefusal.RevokedKey, HttpStatusCode.Unauthorized)]
    [InlineData(ApiRefusal.NoPermission, HttpStatusCode.Forbidden)]
    [InlineData(ApiRefusal.NothingThere, HttpStatusCode.BadRequest)]
    public async Task It_refuses_every_request_as_it_is_told_to(ApiRefusal refusal, HttpStatusCode status)
    {
        var customer = await V1.Customers.CreateAsync(new());
        StandIn.Refusal = refusal;

        Assert.Equal(status, (await Assert.ThrowsAsync<StripeException>(() => V1.Customers.GetAsync(customer.Id))).HttpStatusCode);

        StandIn.Refusal = null;
        await V1.Customers.GetAsync(customer.Id);
    }

    [Fact]
    public async Task To_a_key_of_another_account_nothing_is_there_but_what_is_for_sale()
    {
        var customer = await V1.Customers.CreateAsync(new());
        StandIn.IsOtherAccount = true;

        Assert.Equal((HttpStatusCode.NotFound, "resource_missing", "id"), Seen(await Assert.ThrowsAsync<StripeException>(() => V1.Customers.GetAsync(customer.Id))));
        await V1.Prices.GetAsync(Lite);
        var other = await V1.Customers.CreateAsync(new());
        Assert.Equal([other.Id], (await V1.Customers.ListAsync()).Data.Select(each => each.Id));

        StandIn.IsOtherAccount = false;
        await V1.Customers.GetAsync(customer.Id);
    }

    [Fact]
    public async Task A_payment_that_its_bank_wants_confirmed_waits_and_once_canceled_cannot_be()
    {
        var customer = await V1.Customers.CreateAsync(new());
        StandIn.SetCard(customer.Id, CardBehaviour.NeedsPayer);
        Task<PaymentIntent> PayAsync() => V1.PaymentIntents.CreateAsync(
            new() { Customer = customer.Id, Amount = 100, Currency = "usd", PaymentMethod = "pm_card_visa", Confirm = true });
        var (paid, canceled) = (await PayAsync(), await PayAsync());
        Assert.Equal("requires_action", paid.Status);

        StandIn.ApprovePayment(paid.Id);
        await V1.PaymentIntents.CancelAsync(canceled.Id);

        Assert.Equal("succeeded", (await V1.PaymentIntents.GetAsync(paid.Id)).Status);
        Assert.Throws<InvalidOperationException>(() => StandIn.ApprovePayment(canceled.Id));
    }
}
