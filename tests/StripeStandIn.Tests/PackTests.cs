using System.Net;
using Stripe;
using Stripe.Checkout;

namespace Purser.StripeStandIn.Tests;

public sealed class PackTests : StandInTest
{
    [Fact]
    public async Task A_pack_is_bought_on_the_page()
    {
        var session = await PackSessionAsync();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        var page = await browser.GetStringAsync(session.Url);
        Assert.Contains("Simulated Stripe — no money moves", page, StringComparison.Ordinal);
        Assert.Contains("100 extra credits", page, StringComparison.Ordinal);
        Assert.Contains("10.00 USD", page, StringComparison.Ordinal);
        using var paid = await browser.PostAsync(
            session.Url, new FormUrlEncodedContent([new("action", "pay"), new("email", "olga@example.com")]));

        Assert.Equal(HttpStatusCode.Found, paid.StatusCode);
        Assert.Equal($"http://127.0.0.1:1/done?session={session.Id}", paid.Headers.Location!.OriginalString);
        await StandIn.AdvanceAsync();
        Assert.Equal(["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"], Hook.Types);
        var completed = Assert.IsType<Session>(Hook.Taken[^1].Data.Object);
        Assert.Equal("paid", completed.PaymentStatus);
        Assert.Equal("complete", completed.Status);
        Assert.Equal("acme", completed.ClientReferenceId);
        Assert.Equal("small", completed.Metadata["pack"]);
        Assert.Equal("olga@example.com", completed.CustomerDetails.Email);
        Assert.Equal(1_000, completed.AmountTotal);
        var intent = await V1.PaymentIntents.GetAsync(
            completed.PaymentIntentId, new PaymentIntentGetOptions { Expand = ["latest_charge"] });
        Assert.Equal("acme", intent.Metadata["team"]);
        Assert.True(intent.LatestCharge.Paid);
    }

    [Fact]
    public async Task Who_cancels_goes_back_and_who_is_declined_may_try_again()
    {
        var session = await PackSessionAsync();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var canceled = await browser.PostAsync(session.Url, new FormUrlEncodedContent([new("action", "cancel")]));
        using var declined = await browser.PostAsync(session.Url, new FormUrlEncodedContent([new("action", "decline")]));
        await StandIn.AdvanceAsync();

        Assert.Equal("http://127.0.0.1:1/changed-my-mind", canceled.Headers.Location!.OriginalString);
        Assert.Equal(new Uri(session.Url).AbsolutePath, declined.Headers.Location!.OriginalString);
        Assert.Contains("was declined", await browser.GetStringAsync(session.Url), StringComparison.Ordinal);
        Assert.Equal(["charge.failed", "payment_intent.payment_failed"], Hook.Types);
        Assert.True(StandIn.PayCheckout(session.Id));
        Assert.Equal("paid", (await V1.Checkout.Sessions.GetAsync(session.Id)).PaymentStatus);
    }

    [Theory]
    [InlineData(true, "checkout.session.async_payment_succeeded", "paid")]
    [InlineData(false, "checkout.session.async_payment_failed", "unpaid")]
    public async Task A_bank_payment_completes_the_session_unpaid_and_ends_later(bool arrives, string type, string status)
    {
        var session = await PackSessionAsync();
        StandIn.PayCheckout(session.Id, CardBehaviour.Async);
        await StandIn.AdvanceAsync();
        var completed = Assert.IsType<Session>(Hook.Taken[^1].Data.Object);
        Assert.Equal("unpaid", completed.PaymentStatus);
        Hook.Clear();

        if (arrives)
        {
            StandIn.SettlePayment(session.Id);
        }
        else
        {
            StandIn.FailPayment(session.Id);
        }

        await StandIn.AdvanceAsync();
        Assert.Equal(type, Hook.Taken[^1].Type);
        Assert.Equal(status, Assert.IsType<Session>(Hook.Taken[^1].Data.Object).PaymentStatus);
    }

    [Fact]
    public async Task A_session_nobody_pays_expires_after_a_day()
    {
        var session = await PackSessionAsync();

        await AfterAsync(TimeSpan.FromHours(24));

        Assert.Equal(["checkout.session.expired"], Hook.Types);
        Assert.Throws<InvalidOperationException>(() => StandIn.PayCheckout(session.Id));
    }

    [Fact]
    public async Task A_price_can_be_made_up_in_the_request()
    {
        var session = await V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "payment",
            SuccessUrl = "http://127.0.0.1:1/done",
            LineItems =
            [
                new()
                {
                    Quantity = 3,
                    PriceData = new() { Currency = "eur", UnitAmount = 250, ProductData = new() { Name = "Ten credits" } },
                },
            ],
            Expand = ["line_items"],
        });

        Assert.Equal(750, session.AmountTotal);
        Assert.Equal("eur", session.Currency);
        Assert.Equal("Ten credits", Assert.Single(session.LineItems.Data).Description);
    }

    [Fact]
    public async Task Refunds_add_up_and_a_failed_one_is_taken_off_again()
    {
        var charge = await ChargeOfAsync(await BoughtPackAsync());
        await StandIn.AdvanceAsync();
        Hook.Clear();

        StandIn.Refund(charge.Id, 300);
        var second = await V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id, Amount = 700 });
        await StandIn.AdvanceAsync();

        Assert.Equal(["refund.created", "charge.refunded", "refund.created", "charge.refunded"], Hook.Types);
        Assert.Equal([300, 1_000], Hook.Taken.Select(happened => happened.Data.Object).OfType<Charge>().Select(it => it.AmountRefunded));
        Assert.True(Assert.IsType<Charge>(Hook.Taken[^1].Data.Object).Refunded);
        var refused = await Assert.ThrowsAsync<StripeException>(
            () => V1.Refunds.CreateAsync(new RefundCreateOptions { Charge = charge.Id }));
        Assert.Equal("charge_already_refunded", refused.StripeError.Code);

        Hook.Clear();
        StandIn.FailRefund(second.Id);
        await StandIn.AdvanceAsync();
        Assert.Equal(["refund.updated", "refund.failed"], Hook.Types);
        Assert.Equal(300, (await V1.Charges.GetAsync(charge.Id)).AmountRefunded);
        var refunds = await V1.Refunds.ListAsync(new RefundListOptions { PaymentIntent = charge.PaymentIntentId });
        Assert.Equal(["failed", "succeeded"], refunds.Select(refund => refund.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dispute_takes_the_money_and_gives_it_back_if_it_is_won(bool won)
    {
        var charge = await ChargeOfAsync(await BoughtPackAsync());
        await StandIn.AdvanceAsync();
        Hook.Clear();

        var dispute = StandIn.OpenDispute(charge.Id);
        if (won)
        {
            StandIn.WinDispute(dispute);
        }
        else
        {
            StandIn.LoseDispute(dispute);
        }

        await StandIn.AdvanceAsync();
        string[] reinstated = won ? ["charge.dispute.funds_reinstated"] : [];
        Assert.Equal(
            ["charge.dispute.created", "charge.dispute.funds_withdrawn", .. reinstated, "charge.dispute.closed"], Hook.Types);
        Assert.True((await V1.Charges.GetAsync(charge.Id)).Disputed);
        var listed = Assert.Single(await V1.Disputes.ListAsync(new DisputeListOptions { Charge = charge.Id }));
        Assert.Equal((dispute, won ? "won" : "lost", 1_000), (listed.Id, listed.Status, listed.Amount));
    }

    [Fact]
    public async Task A_saved_card_is_charged_off_session()
    {
        var customer = await V1.Customers.CreateAsync(new CustomerCreateOptions { Email = "olga@example.com" });
        var session = await V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "payment",
            Customer = customer.Id,
            SuccessUrl = "http://127.0.0.1:1/done",
            LineItems = [new() { Price = Pack, Quantity = 1 }],
            PaymentIntentData = new() { SetupFutureUsage = "off_session" },
        });
        StandIn.PayCheckout(session.Id);
        var method = Assert.Single(await V1.PaymentMethods.ListAsync(new PaymentMethodListOptions { Customer = customer.Id }));
        var order = new PaymentIntentCreateOptions
        {
            Amount = 1_000, Currency = "usd", Customer = customer.Id, PaymentMethod = method.Id, OffSession = true, Confirm = true,
        };

        Assert.Equal("succeeded", (await V1.PaymentIntents.CreateAsync(order)).Status);

        StandIn.SetCard(customer.Id, CardBehaviour.Async);
        var processing = await V1.PaymentIntents.CreateAsync(order);
        Assert.Equal("processing", processing.Status);
        StandIn.SettlePayment(processing.Id);
        Assert.Equal("succeeded", (await V1.PaymentIntents.GetAsync(processing.Id)).Status);

        StandIn.SetCard(customer.Id, CardBehaviour.Fails);
        var declined = await Assert.ThrowsAsync<StripeException>(() => V1.PaymentIntents.CreateAsync(order));
        Assert.Equal((HttpStatusCode.PaymentRequired, "card_declined"), (declined.HttpStatusCode, declined.StripeError.Code));
        Assert.Equal("requires_payment_method", declined.StripeError.PaymentIntent.Status);
    }

    private async Task<Charge> ChargeOfAsync(Session session) =>
        Assert.Single(await V1.Charges.ListAsync(new ChargeListOptions { PaymentIntent = session.PaymentIntentId }));
}
