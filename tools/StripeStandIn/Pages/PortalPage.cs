using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Purser.StripeStandIn;

/// <summary>Where a customer looks after their subscription.</summary>
internal static class PortalPage
{
    public static string Show(StripeSimulation stripe, string id)
    {
        var session = stripe.Store.Get(Portal.Kind, id);
        var customer = session.Text("customer")!;
        var subscriptions = stripe.Store.All(Subscriptions.Kind)
            .Where(subscription => subscription.Text("customer") == customer)
            .Reverse()
            .Select(subscription => Section(stripe, subscription));
        var back = session.Text("return_url") is { } url ? $"""<p><a href="{Html.Text(url)}">Return</a></p>""" : "";
        return Html.Page("Customer portal", $"""
            <h1>Your billing</h1>
            {back}
            {string.Concat(subscriptions)}
            {Invoices(stripe, customer)}
            {Card(stripe, customer)}
            """);
    }

    /// <summary>What was pressed; where the customer goes next.</summary>
    public static string Take(StripeSimulation stripe, string id, FormBody form)
    {
        var customer = stripe.Store.Get(Portal.Kind, id).Text("customer")!;
        switch (form.Text("action"))
        {
            case "plan":
                var item = Subscriptions.Item(Owned(stripe, Subscriptions.Kind, form.Text("subscription"), customer));
                Update(
                    stripe,
                    form,
                    ("items[0][id]", item.Id()),
                    ("items[0][price]", form.RequiredText("price")),
                    ("items[0][quantity]", form.RequiredText("quantity")),
                    ("proration_behavior", "always_invoice"));
                break;
            case "cancel":
                Owned(stripe, Subscriptions.Kind, form.Text("subscription"), customer);
                Update(stripe, form, ("cancel_at_period_end", "true"));
                break;
            case "keep":
                Owned(stripe, Subscriptions.Kind, form.Text("subscription"), customer);
                Update(stripe, form, ("cancel_at_period_end", "false"));
                break;
            case "pay":
                stripe.Invoices.Pay(Owned(stripe, StripeStandIn.Invoices.Kind, form.Text("invoice"), customer));
                break;
            case "card":
                stripe.Customers.SetCard(customer, Customers.Chosen(form));
                break;
            default:
                throw StripeError.Invalid("There is no such button.", "action");
        }

        return "/portal/" + id;
    }

    public static string Card(StripeSimulation stripe, string customer)
    {
        var options = string.Concat(Enum.GetValues<CardBehaviour>().Select(behaviour =>
            $"""<option value="{behaviour}"{(behaviour == stripe.Customers.CardOf(customer) ? " selected" : "")}>{Describe(behaviour)}</option>"""));
        return $"""
            <section><h2>Card</h2>
            {Html.Form("card", "Use this card", "", $"""<label>Card <select name="card">{options}</select></label>""", ("customer", customer))}
            </section>
            """;
    }

    private static string Describe(CardBehaviour behaviour) => behaviour switch
    {
        CardBehaviour.Succeeds => "•••• 4242, succeeds",
        CardBehaviour.Fails => "•••• 0341, every charge is declined",
        CardBehaviour.NeedsPayer => "•••• 3184, every charge is to be confirmed",
        _ => "bank debit, arrives later or not",
    };

    private static JsonObject Owned(StripeSimulation stripe, string kind, string? id, string customer) =>
        stripe.Store.Get(kind, id, kind) is { } json && json.Text("customer") == customer
            ? json
            : throw StripeError.Missing(kind, id, kind);

    private static void Update(StripeSimulation stripe, FormBody form, params (string Name, string Value)[] changes) =>
        stripe.Subscriptions.Update(
            form.RequiredText("subscription"),
            FormBody.Parse(changes.Select(change => KeyValuePair.Create(change.Name, new StringValues(change.Value)))));

    private static string Section(StripeSimulation stripe, JsonObject subscription)
    {
        var item = Subscriptions.Item(subscription);
        var price = item.Child("price");
        var period = Subscriptions.PeriodOf(subscription);
        var ends = subscription.Flag("cancel_at_period_end");
        (string, string?) hidden = ("subscription", subscription.Id());
        var buttons = Subscriptions.HasEnded(subscription) ? "" : $"""
            {Html.Form("plan", "Change", "main", Choice(stripe, item), hidden)}
            {(ends ? Html.Form("keep", "Do not cancel", "", "", hidden) : Html.Form("cancel", "Cancel at the end of the period", "bad", "", hidden))}
            """;
        return $"""
            <section>
            <h2>{item.Number("quantity")} × {Html.Text(Prices.ProductName(stripe.Account, price))}</h2>
            <p>{Html.Text(subscription.Text("status"))}{(ends ? ", ends with this period" : "")} ·
            {Html.Instant(period.Start)} to {Html.Instant(period.End)} · <code>{subscription.Id()}</code></p>
            {buttons}
            </section>
            """;
    }

    private static string Choice(StripeSimulation stripe, JsonObject item)
    {
        var current = item.Child("price").Id();
        var options = stripe.Store.All(Prices.Kind)
            .Where(price => Prices.IsRecurring(price) && price.Text("currency") == item.Child("price").Text("currency"))
            .Select(price =>
                $"""<option value="{price.Id()}"{(price.Id() == current ? " selected" : "")}>{Html.Text(Prices.ProductName(stripe.Account, price))}, {Html.Money(price.Number("unit_amount"), price.Text("currency"))}</option>""");
        var seats = item.Number("quantity").ToString(CultureInfo.InvariantCulture);
        return $"""
            <label>Plan <select name="price">{string.Concat(options)}</select></label>
            <label>Seats <input type="number" name="quantity" min="1" max="10000" value="{seats}"></label>
            """;
    }

    private static string Invoices(StripeSimulation stripe, string customer)
    {
        var rows = stripe.Store.All(StripeStandIn.Invoices.Kind)
            .Where(invoice => invoice.Text("customer") == customer)
            .Reverse()
            .Select(invoice => $"""
                <tr><td>{Html.Instant(invoice.Instant("created"))}<br><code>{invoice.Id()}</code></td>
                <td>{Html.Money(invoice.Number("amount_due"), invoice.Text("currency"))}</td>
                <td>{invoice.Text("status")}{(invoice.Text("status") == StripeStandIn.Invoices.Open ? Html.Form("pay", "Pay now", "main", "", ("invoice", invoice.Id())) : "")}</td></tr>
                """);
        return $"<section><h2>Invoices</h2><table>{string.Concat(rows)}</table></section>";
    }
}
