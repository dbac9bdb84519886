using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Where a pack or a subscription is bought.</summary>
internal static class CheckoutPage
{
    private const string Declined = "_declined";

    public static string Show(StripeSimulation stripe, string id)
    {
        var session = stripe.Store.Get(Checkout.Kind, id);
        return session.Text("status") == Checkout.Open ? Offer(session) : Over(session);
    }

    /// <summary>What was pressed; where the buyer goes next.</summary>
    public static string Take(StripeSimulation stripe, string id, FormBody form)
    {
        var session = stripe.Store.Get(Checkout.Kind, id);
        var here = "/checkout/" + id;
        if (form.Text("action") == "cancel")
        {
            return session.Text("cancel_url") ?? here;
        }

        CardBehaviour? behaviour = form.Text("action") switch
        {
            "pay" => null,
            "bank" => CardBehaviour.Async,
            "decline" => CardBehaviour.Fails,
            _ => throw StripeError.Invalid("There is no such button.", "action"),
        };
        var paid = stripe.Checkout.Pay(id, behaviour, form.Text("email"));
        session[Declined] = !paid;
        return paid
            ? session.Text("success_url")!.Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal)
            : here;
    }

    private static string Each(JsonObject line) => Prices.MonthsOf(line.Child("price")) switch
    {
        1 => " per month",
        12 => " per year",
        var months => $" every {months} months",
    };

    private static string Offer(JsonObject session)
    {
        var monthly = session.Text("mode") == "subscription";
        var lines = string.Concat(Checkout.LinesOf(session).Select(line =>
            $"<tr><td>{line.Number("quantity")} × {Html.Text(line.Text("description"))}</td>"
            + $"<td>{Html.Money(line.Number("amount_total"), line.Text("currency"))}{(monthly ? Each(line) : "")}</td></tr>"));
        var email = $"""
            <label>Email <input type="email" name="email" required value="{Html.Text(session.Text("customer_email") ?? "customer@example.com")}"></label>
            """;
        var cancel = session.Text("cancel_url") is null ? "" : Html.Form("cancel", "Cancel and go back");
        return Html.Page("Checkout", $"""
            <section>
            <h1>{(monthly ? "Subscribe" : "Pay")}</h1>
            <p class="amount">{Html.Money(session.Number("amount_total"), session.Text("currency"))}</p>
            <p class="muted">due now</p>
            <table>{lines}</table>
            </section>
            <section>
            {(session.Flag(Declined) ? """<p class="error" role="alert">Your card was declined. Nothing was bought; try again.</p>""" : "")}
            {Html.Form("pay", "Pay", "main", email)}
            {Html.Form("bank", "Pay later by bank (arrives when somebody settles it)")}
            {Html.Form("decline", "Pay with a card that is declined", "bad")}
            {cancel}
            </section>
            """);
    }

    private static string Over(JsonObject session) => Html.Page("Checkout", $"""
        <section>
        <h1>This checkout is {Html.Text(session.Text("status"))}</h1>
        <p class="muted">There is nothing left to pay here.</p>
        </section>
        """);
}
