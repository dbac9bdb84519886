using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>
/// Puts whole objects where an answer has their ids, or lists where it has nothing, as <c>expand[]</c> asks for:
/// <c>latest_invoice.payments</c>, <c>data.customer</c>.
/// </summary>
internal sealed class Expansion(StripeSimulation simulation)
{
    public void Expand(JsonObject answer, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Expand(answer, path.Split('.'));
        }
    }

    private void Expand(JsonObject json, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
        {
            return;
        }

        var property = path[0];
        if (json[property] is JsonArray elements)
        {
            foreach (var element in elements)
            {
                if (element is JsonObject child)
                {
                    Expand(child, path[1..]);
                }
            }

            return;
        }

        if (json[property] is JsonValue value && simulation.Store.Find(value.ToString()) is { } whole)
        {
            json[property] = whole.Public();
        }
        else if (json[property] is null && IncludableList(json, property) is { } list)
        {
            json[property] = list;
        }

        if (json[property] is JsonObject inner)
        {
            Expand(inner, path[1..]);
        }
    }

    private JsonObject? IncludableList(JsonObject json, string property)
    {
        var id = json.Text("id");
        return (json.Text("object"), property) switch
        {
            (Checkout.Kind, "line_items") => JsonObjects.ListOf(
                $"/v1/checkout/sessions/{id}/line_items",
                Checkout.LinesOf(simulation.Store.Get(Checkout.Kind, id)).Select(line => line.Clone())),
            (Payments.ChargeKind, "refunds") => Related(Refunds.Kind, "charge", id, $"/v1/charges/{id}/refunds"),
            (Invoices.Kind, "payments") => Related(Invoices.PaymentKind, "invoice", id, $"/v1/invoice_payments?invoice={id}"),
            (Customers.Kind, "subscriptions") => Related(Subscriptions.Kind, "customer", id, $"/v1/customers/{id}/subscriptions"),
            _ => null,
        };
    }

    private JsonObject Related(string kind, string property, string? id, string url) =>
        JsonObjects.ListOf(url, simulation.Store.All(kind).Where(json => json.Text(property) == id).Select(json => json.Public()));
}
