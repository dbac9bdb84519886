using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Purser.StripeStandIn;

/// <summary>The part of Stripe's API that the stand-in knows, as a table of contents.</summary>
internal static class StripeEndpoints
{
    private static readonly string[] ChargeOrIntent = ["charge", "payment_intent"];

    public static void Map(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        MapCheckout(routes, api, stripe);
        MapCustomers(routes, api, stripe);
        MapSubscriptions(routes, api, stripe);
        MapInvoices(routes, api, stripe);
        MapPayments(routes, api, stripe);
        MapRefundsAndDisputes(routes, api, stripe);
        MapCatalogAndEvents(routes, api);
    }

    private static void MapCheckout(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Post(routes, "/v1/checkout/sessions", call => stripe.Checkout.Create(call.Form));
        api.Get(routes, "/v1/checkout/sessions", call => call.List(
            Checkout.Kind, "customer", "payment_intent", "subscription", "status"));
        api.Get(routes, "/v1/checkout/sessions/{id}", call => call.Get(Checkout.Kind));
        api.Get(routes, "/v1/checkout/sessions/{id}/line_items", call => JsonObjects.ListOf(
            call.Path, Checkout.LinesOf(call.Get(Checkout.Kind)).Select(line => line.Clone())));
        api.Post(routes, "/v1/checkout/sessions/{id}/expire", call =>
        {
            stripe.Checkout.Expire(call.Id);
            return call.Get(Checkout.Kind);
        });
        api.Post(routes, "/v1/billing_portal/sessions", call => stripe.Portal.Create(
            call.Form.RequiredText("customer"), call.Form.Text("return_url")));
    }

    private static void MapCustomers(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Post(routes, "/v1/customers", call => StripeRequests.CreateCustomer(stripe, call.Form));
        api.Get(routes, "/v1/customers", call => call.Page(stripe.Store.All(Customers.Kind)
            .Where(customer => !customer.Flag("deleted") && Matches(call.Form, "email", customer.Text("email")))));
        api.Get(routes, "/v1/customers/{id}", call => call.Get(Customers.Kind));
        api.Delete(routes, "/v1/customers/{id}", call =>
        {
            stripe.DeleteCustomer(call.Id);
            return call.Get(Customers.Kind);
        });
        api.Post(routes, "/v1/customers/{id}", call => stripe.Customers.Update(call.Id, call.Form));
        api.Get(routes, "/v1/customers/{id}/payment_methods", call => call.Page(stripe.Customers.MethodsOf(call.Id)));
        api.Get(routes, "/v1/payment_methods", call => call.List(Customers.PaymentMethodKind, "customer", "type"));
        api.Get(routes, "/v1/payment_methods/{id}", call => call.Get(Customers.PaymentMethodKind));
        api.Post(routes, "/v1/payment_methods/{id}/attach", call =>
            stripe.Customers.Attach(call.Id, call.Form.RequiredText("customer")));
        api.Post(routes, "/v1/payment_methods/{id}/detach", call => stripe.Customers.Detach(call.Id));
    }

    private static void MapSubscriptions(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Post(routes, "/v1/subscriptions", call => StripeRequests.CreateSubscription(stripe, call.Form));
        api.Get(routes, "/v1/subscriptions", call => call.Page(stripe.Store.All(Subscriptions.Kind)
            .Where(subscription => call.Form.Text("customer") is not { } customer || subscription.Text("customer") == customer)
            .Where(subscription => IsListed(subscription, call.Form.Text("status")))));
        api.Get(routes, "/v1/subscriptions/{id}", call => call.Get(Subscriptions.Kind));
        api.Post(routes, "/v1/subscriptions/{id}", call => stripe.Subscriptions.Update(call.Id, call.Form));
        api.Delete(routes, "/v1/subscriptions/{id}", call =>
        {
            stripe.Subscriptions.Cancel(call.Get(Subscriptions.Kind));
            return call.Get(Subscriptions.Kind);
        });
        api.Post(routes, "/v1/subscriptions/{id}/resume", call =>
        {
            stripe.Subscriptions.Resume(
                call.Get(Subscriptions.Kind), call.Form.Text("billing_cycle_anchor") == "unchanged");
            return call.Get(Subscriptions.Kind);
        });
    }

    private static void MapInvoices(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Get(routes, "/v1/invoices", call => call.Page(stripe.Store.All(Invoices.Kind)
            .Where(invoice => Matches(call.Form, "customer", invoice.Text("customer")))
            .Where(invoice => Matches(call.Form, "status", invoice.Text("status")))
            .Where(invoice => Matches(call.Form, "subscription", Invoices.SubscriptionOf(invoice)))));
        api.Get(routes, "/v1/invoices/{id}", call => call.Get(Invoices.Kind));
        api.Post(routes, "/v1/invoices/{id}/pay", call =>
        {
            var invoice = call.Get(Invoices.Kind);
            return stripe.Invoices.Pay(invoice) || stripe.Invoices.IntentOf(invoice) is not { } intent
                || intent.Text("status") == Payments.Processing
                    ? invoice
                    : throw StripeError.Declined(intent);
        });
        api.Post(routes, "/v1/invoices/{id}/finalize", call => Done(call.Get(Invoices.Kind), stripe.Invoices.Finalize));
        api.Post(routes, "/v1/invoices/{id}/void", call => Done(call.Get(Invoices.Kind), stripe.Invoices.Void));
        api.Get(routes, "/v1/invoice_payments", call => call.Page(stripe.Store.All(Invoices.PaymentKind)
            .Where(payment => Matches(call.Form, "invoice", payment.Text("invoice")))
            .Where(payment => Matches(
                call.Form.Section("payment"), "payment_intent", payment.Child("payment").Text("payment_intent")))));
    }

    private static void MapPayments(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Post(routes, "/v1/payment_intents", call => StripeRequests.CreateIntent(stripe, call.Form));
        api.Get(routes, "/v1/payment_intents", call => call.List(Payments.Kind, "customer"));
        api.Get(routes, "/v1/payment_intents/{id}", call => call.Get(Payments.Kind));
        api.Post(routes, "/v1/payment_intents/{id}/confirm", call =>
        {
            var intent = call.Get(Payments.Kind);
            intent["payment_method"] = call.Form.Text("payment_method") ?? intent.Text("payment_method");
            return StripeRequests.Confirm(stripe, intent);
        });
        api.Post(routes, "/v1/payment_intents/{id}/cancel", call => Done(call.Get(Payments.Kind), stripe.Payments.Cancel));
        api.Get(routes, "/v1/charges", call => call.List(Payments.ChargeKind, "customer", "payment_intent"));
        api.Get(routes, "/v1/charges/{id}", call => call.Get(Payments.ChargeKind));
    }

    private static void MapRefundsAndDisputes(IEndpointRouteBuilder routes, StripeApi api, StripeSimulation stripe)
    {
        api.Post(routes, "/v1/refunds", call => stripe.Refunds.Create(
            stripe.Payments.ChargeOf(call.Form.Text("charge") ?? call.Form.RequiredText("payment_intent")),
            call.Form.Number("amount"),
            call.Form.Text("reason"),
            call.Form.Metadata()));
        api.Get(routes, "/v1/refunds", call => call.List(Refunds.Kind, ChargeOrIntent));
        api.Get(routes, "/v1/refunds/{id}", call => call.Get(Refunds.Kind));
        api.Get(routes, "/v1/disputes", call => call.List(Disputes.Kind, ChargeOrIntent));
        api.Get(routes, "/v1/disputes/{id}", call => call.Get(Disputes.Kind));
    }

    private static void MapCatalogAndEvents(IEndpointRouteBuilder routes, StripeApi api)
    {
        api.Get(routes, "/v1/prices", call => call.List(Prices.Kind, "product", "type"));
        api.Get(routes, "/v1/prices/{id}", call => call.Get(Prices.Kind));
        api.Get(routes, "/v1/products/{id}", call => call.Get(Prices.ProductKind));
        api.Get(routes, "/v1/events", call => call.Page(call.Account.Store.All("event")
            .Where(happened => Matches(call.Form, "type", happened.Text("type")))
            .Where(happened => call.Form.Texts("types") is not { Count: > 0 } types
                || types.Contains(happened.Text("type"), StringComparer.Ordinal))));
        api.Get(routes, "/v1/events/{id}", call => call.Get("event"));
    }

    private static bool Matches(FormBody form, string parameter, string? value) =>
        form.Text(parameter) is not { } wanted || wanted == value;

    private static bool IsListed(JsonObject subscription, string? status) => status switch
    {
        "all" => true,
        null => subscription.Text("status") != "canceled",
        "ended" => Subscriptions.HasEnded(subscription),
        _ => subscription.Text("status") == status,
    };

    private static JsonObject Done(JsonObject json, Action<JsonObject> act)
    {
        act(json);
        return json;
    }
}
