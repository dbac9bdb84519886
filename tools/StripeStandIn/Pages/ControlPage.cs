using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Everything the stand-in holds, and the buttons for what neither buyer nor merchant does.</summary>
internal static class ControlPage
{
    private const int ShownEvents = 50;

    private const string Amount =
        """<label>Amount in cents <input type="number" name="amount" min="1" placeholder="all"></label>""";

    public static string Show(StripeSimulation stripe)
    {
        var held = stripe.Account.HeldEvents().Count();
        return Html.Page("Control", $"""
            <h1>Behind the scenes of a simulated Stripe</h1>
            <p class="muted">What buyers, banks and the passing of time would do. It is {Html.Instant(stripe.Account.Now)} here.</p>
            {Each(stripe, "Checkout sessions that are open", Checkout.Kind, session => session.Text("status") == Checkout.Open, session =>
                $"""<p><a href="/checkout/{session.Id()}">{session.Id()}</a> {Html.Money(session.Number("amount_total"), session.Text("currency"))}</p>""")}
            {Each(stripe, "Payments that are processing", Payments.Kind, intent => intent.Text("status") == Payments.Processing, Processing)}
            {Each(stripe, "Charges", Payments.ChargeKind, charge => charge.Flag("paid"), Charge)}
            {Each(stripe, "Refunds", Refunds.Kind, refund => refund.Text("status") == "succeeded", Refund)}
            {Each(stripe, "Disputes", Disputes.Kind, _ => true, Dispute)}
            {Each(stripe, "Subscriptions", Subscriptions.Kind, subscription => !Subscriptions.HasEnded(subscription), Subscription)}
            {Each(stripe, "Customers", Customers.Kind, customer => !customer.Flag("deleted"), customer =>
                $"<p>{Html.Text(customer.Text("email"))} <code>{customer.Id()}</code></p>{PortalPage.Card(stripe, customer.Id())}")}
            <section><h2>Webhooks</h2>
            <p>{stripe.Store.Deliveries.Count} to be delivered, {held} held.</p>
            {(held > 0 && stripe.Account.WebhookUrl is not null ? Html.Form("deliver-held", "Deliver what is held") : "")}
            <table>{string.Concat(stripe.Account.Events().Reverse().Take(ShownEvents).Select(happened =>
                $"<tr><td>{Html.Instant(happened.Created)}</td><td>{happened.Type}</td><td><code>{happened.ObjectId}</code></td></tr>"))}</table>
            </section>
            """);
    }

    public static bool Take(StripeSimulation stripe, FormBody form)
    {
        var id = form.Text("id") ?? "";
        switch (form.Text("action"))
        {
            case "settle":
                stripe.EndProcessing(stripe.IntentOf(id), succeeds: true);
                break;
            case "fail":
                stripe.EndProcessing(stripe.IntentOf(id), succeeds: false);
                break;
            case "refund":
                stripe.Refunds.Create(stripe.ChargeOf(id), form.Number("amount"), "requested_by_customer", []);
                break;
            case "fail-refund":
                stripe.Refunds.Fail(id);
                break;
            case "dispute":
                stripe.Disputes.Create(stripe.ChargeOf(id), form.Number("amount"));
                break;
            case "win":
                stripe.Disputes.Win(id);
                break;
            case "lose":
                stripe.Disputes.Lose(id);
                break;
            case "pause":
                stripe.Subscriptions.Pause(stripe.Store.Get(Subscriptions.Kind, id));
                break;
            case "resume":
                stripe.Subscriptions.Resume(stripe.Store.Get(Subscriptions.Kind, id), keepAnchor: true);
                break;
            case "end":
                stripe.Subscriptions.Cancel(stripe.Store.Get(Subscriptions.Kind, id));
                break;
            case "card":
                stripe.Customers.SetCard(form.RequiredText("customer"), Customers.Chosen(form));
                break;
            default:
                throw StripeError.Invalid("There is no such button.", "action");
        }

        return true;
    }

    private static string Each(
        StripeSimulation stripe, string title, string kind, Func<JsonObject, bool> isShown, Func<JsonObject, string> show)
    {
        var shown = stripe.Store.All(kind).Where(isShown).Reverse().Select(show).ToArray();
        return shown.Length == 0 ? "" : $"<section><h2>{title}</h2>{string.Concat(shown)}</section>";
    }

    private static string Processing(JsonObject intent) => $"""
        <p>{Html.Money(intent.Number("amount"), intent.Text("currency"))} <code>{intent.Id()}</code></p>
        {Html.Form("settle", "It arrives", "main", "", ("id", intent.Id()))}
        {Html.Form("fail", "It does not arrive", "bad", "", ("id", intent.Id()))}
        """;

    private static string Charge(JsonObject charge) => $"""
        <p>{Html.Money(charge.Number("amount"), charge.Text("currency"))},
        refunded {Html.Money(charge.Number("amount_refunded"), charge.Text("currency"))} <code>{charge.Id()}</code></p>
        {(charge.Flag("refunded") ? "" : Html.Form("refund", "Refund", "", Amount, ("id", charge.Id())))}
        {(charge.Flag("disputed") ? "" : Html.Form("dispute", "Dispute", "bad", Amount, ("id", charge.Id())))}
        """;

    private static string Refund(JsonObject refund) => $"""
        <p>{Html.Money(refund.Number("amount"), refund.Text("currency"))} <code>{refund.Id()}</code></p>
        {Html.Form("fail-refund", "The bank sends it back", "bad", "", ("id", refund.Id()))}
        """;

    private static string Dispute(JsonObject dispute) => $"""
        <p>{Html.Money(dispute.Number("amount"), dispute.Text("currency"))}, {Html.Text(dispute.Text("status"))} <code>{dispute.Id()}</code></p>
        {(Disputes.IsOpen(dispute) ? Html.Form("win", "Won", "main", "", ("id", dispute.Id())) + Html.Form("lose", "Lost", "bad", "", ("id", dispute.Id())) : "")}
        """;

    private static string Subscription(JsonObject subscription) => $"""
        <p>{Html.Text(subscription.Text("status"))} until {Html.Instant(Subscriptions.PeriodOf(subscription).End)} <code>{subscription.Id()}</code></p>
        {(subscription.Text("status") == "paused"
            ? Html.Form("resume", "Resume", "", "", ("id", subscription.Id()))
            : Html.Form("pause", "Pause", "", "", ("id", subscription.Id())))}
        {Html.Form("end", "End now", "bad", "", ("id", subscription.Id()))}
        """;
}
