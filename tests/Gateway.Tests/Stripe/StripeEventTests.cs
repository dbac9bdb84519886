using Purser.Billing;
using Purser.Gateway.Stripe;

namespace Purser.Gateway.Tests;

/// <summary>The objects have the shapes of Stripe's API, cut down to what matters and some that must not.</summary>
public sealed class StripeEventTests
{
    private const string Session = """
        {"id":"cs_test_1","object":"checkout.session","amount_total":4900,"client_reference_id":null,"currency":"usd","customer":"cus_1",
         "metadata":{"purser_team":"acme","purser_pack":"medium","purser_credits":"500"},"mode":"payment","payment_intent":"pi_1",
         "payment_status":"paid","status":"complete","subscription":null}
        """;

    private const string Invoice = """
        {"id":"in_1","object":"invoice","amount_paid":5700,"billing_reason":"subscription_cycle","customer":"cus_1","metadata":{},
         "parent":{"type":"subscription_details","quote_details":null,
                   "subscription_details":{"metadata":{"purser_team":"acme"},"subscription":"sub_1"}},"status":"paid"}
        """;

    private const string Subscription = """
        {"id":"sub_1","object":"subscription","cancel_at_period_end":false,"customer":"cus_1","metadata":{"purser_team":"acme"},"status":"active",
         "items":{"object":"list","data":[{"id":"si_1","object":"subscription_item","current_period_start":1772366400,
           "current_period_end":1775044800,"price":{"id":"price_1","object":"price"},"quantity":3}]}}
        """;

    private const string Charge = """
        {"id":"ch_1","object":"charge","amount":4900,"amount_refunded":2450,"customer":"cus_1","metadata":{"purser_team":"acme"},
         "payment_intent":"pi_1","refunded":false}
        """;

    private const string Refund = """
        {"id":"re_1","object":"refund","amount":2450,"charge":"ch_1","metadata":{},"payment_intent":"pi_1","status":"succeeded"}
        """;

    private const string Dispute = """
        {"id":"dp_1","object":"dispute","amount":4900,"charge":"ch_1","metadata":{},"payment_intent":"pi_1","status":"needs_response"}
        """;

    private const string Payment = """
        {"id":"pi_1","object":"payment_intent","amount":4900,"customer":"cus_1","latest_charge":"ch_1","status":"succeeded",
         "metadata":{"purser_team":"acme","purser_pack":"medium","purser_credits":"500","purser_attempt":"a1"}}
        """;

    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeSeconds(1_772_366_400);

    [Theory]
    [InlineData("checkout.session.completed", Session, "cs_test_1", "acme", "cus_1", null)]
    [InlineData("checkout.session.async_payment_succeeded", Session, "cs_test_1", "acme", "cus_1", null)]
    [InlineData("checkout.session.async_payment_failed", Session, "cs_test_1", "acme", "cus_1", null)]
    [InlineData("checkout.session.expired", Session, "cs_test_1", "acme", "cus_1", null)]
    [InlineData("invoice.paid", Invoice, "in_1", "acme", "cus_1", null)]
    [InlineData("invoice.payment_failed", Invoice, "in_1", "acme", "cus_1", null)]
    [InlineData("customer.subscription.created", Subscription, "sub_1", "acme", "cus_1", null)]
    [InlineData("customer.subscription.updated", Subscription, "sub_1", "acme", "cus_1", null)]
    [InlineData("customer.subscription.deleted", Subscription, "sub_1", "acme", "cus_1", null)]
    [InlineData("charge.refunded", Charge, "ch_1", "acme", "cus_1", "ch_1")]
    [InlineData("charge.succeeded", Charge, "ch_1", "acme", "cus_1", null)]
    [InlineData("refund.created", Refund, "re_1", null, null, "ch_1")]
    [InlineData("refund.failed", Refund, "re_1", null, null, "ch_1")]
    [InlineData("charge.dispute.created", Dispute, "dp_1", null, null, "ch_1")]
    [InlineData("charge.dispute.closed", Dispute, "dp_1", null, null, "ch_1")]
    [InlineData("charge.dispute.funds_reinstated", Dispute, "dp_1", null, null, "ch_1")]
    [InlineData("payment_intent.succeeded", Payment, "pi_1", "acme", "cus_1", null)]
    [InlineData("customer.created", """{"id":"cus_1","object":"customer","metadata":{"purser_team":"acme"}}""", "cus_1", "acme", "cus_1", null)]
    [InlineData("balance.available", """{"object":"balance","available":[]}""", "", null, null, null)]
    public void What_an_event_is_about_is_read_from_its_object(
        string type, string about, string id, string? team, string? customer, string? charge) =>
        Assert.Equal(
            new StripeNotice("evt_1", type, id, team is null ? null : TeamId.Parse(team), customer, charge, Created, about == Payment ? "a1" : null), Read(type, about));

    [Theory]
    [InlineData("""{"id":"pi_1","object":"payment_intent","metadata":{}}""")]
    [InlineData("""{"id":"pi_1","object":"payment_intent","metadata":{"purser_team":"acme","purser_pack":"small"}}""")]
    [InlineData("""{"id":"pi_1","object":"payment_intent","metadata":{"purser_attempt":7}}""")]
    [InlineData("""{"id":"pi_1","object":"payment_intent"}""")]
    public void A_payment_that_names_no_automatic_purchase_is_for_none(string about) =>
        Assert.Null(Read("payment_intent.succeeded", about).Attempt);

    [Theory]
    [InlineData("""{"id":"cs_1","object":"checkout.session","client_reference_id":"acme"}""", "acme", null)]
    [InlineData("""{"id":"cs_1","object":"checkout.session","client_reference_id":"acme","metadata":{"purser_team":"beta"}}""", "beta", null)]
    [InlineData("""{"id":"cs_1","object":"checkout.session","client_reference_id":"no id of ours"}""", null, null)]
    [InlineData("""{"id":"cs_1","object":"checkout.session","customer":{"id":"cus_1","object":"customer"}}""", null, "cus_1")]
    [InlineData("""{"id":"cs_1","object":"checkout.session","customer":"","metadata":null,"client_reference_id":7}""", null, null)]
    [InlineData("""{"id":"cs_1","customer":[],"metadata":{"purser_team":"a\u0000b"},"parent":[]}""", null, null)]
    [InlineData("""{"id":"cs_1","customer":{"id":7},"metadata":{"purser_team":{"a":1}},"parent":{"subscription_details":null}}""", null, null)]
    [InlineData("""{"id":"cs_1","customer":"a\u0000b","metadata":[]}""", null, null)]
    public void What_is_no_id_of_anybody_is_left_out(string about, string? team, string? customer)
    {
        var notice = Read("checkout.session.completed", about);

        Assert.Equal((team, customer), (notice.Team?.Value, notice.Customer));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"yesterday\"")]
    [InlineData("-1")]
    [InlineData("1e300")]
    public void An_event_without_a_time_of_its_own_is_of_when_it_came(string created)
    {
        var text = StripeHost.Event("invoice.paid", Invoice).Replace("1772366400,\"livemode", created + ",\"livemode", StringComparison.Ordinal);

        Assert.Equal(StripeHost.Now.AddDays(1), StripeEvent.Read(text, StripeHost.Now.AddDays(1)).CreatedAt);
    }

    private static StripeNotice Read(string type, string about) => StripeEvent.Read(StripeHost.Event(type, about), StripeHost.Now.AddDays(1));
}
