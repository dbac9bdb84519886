using System.Text.Json.Nodes;

namespace Purser.StripeStandIn;

/// <summary>Requests that take more than a line: what they may ask for, and what is made of them.</summary>
internal static class StripeRequests
{
    public static JsonObject CreateCustomer(StripeSimulation stripe, FormBody form)
    {
        var customer = stripe.Customers.Create(form.Text("email"), form.Text("name"), form.Metadata());
        if (form.Text("payment_method") is { } method)
        {
            stripe.Customers.Attach(method, customer.Id());
        }

        return customer;
    }

    public static JsonObject CreateSubscription(StripeSimulation stripe, FormBody form)
    {
        var customer = stripe.Store.Get(Customers.Kind, form.RequiredText("customer"), "customer").Id();
        if (form.Items("items") is not [var line])
        {
            throw StripeError.Invalid("This stand-in makes subscriptions of exactly one item.", "items");
        }

        var price = Prices.Of(stripe.Account, line);
        if (!Prices.IsRecurring(price))
        {
            throw StripeError.Invalid("The price must be recurring.", "items[0][price]");
        }

        var days = form.Number("trial_period_days");
        var end = form.Number("trial_end");
        return stripe.Subscriptions.Create(new SubscriptionRequest
        {
            Customer = customer,
            Price = price,
            Quantity = line.Number("quantity") ?? 1,
            TrialEnd = days is { } count
                ? stripe.Account.Now.AddDays(count)
                : end is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            PaymentMethod = form.Text("default_payment_method") ?? stripe.Customers.SaveMethod(customer).Id(),
            Metadata = form.Metadata(),
        });
    }

    public static JsonObject CreateIntent(StripeSimulation stripe, FormBody form)
    {
        if (form.Text("customer") is { } customer)
        {
            stripe.Customers.MustLive(customer, "customer");
        }

        var method = form.Text("payment_method");
        var confirm = form.Flag("confirm") is true;
        if (method?.StartsWith("pm_card_", StringComparison.Ordinal) is false)
        {
            CheckMethod(stripe, method, form.Text("customer"));
        }

        if (confirm && method is null)
        {
            throw StripeError.Invalid(
                "You cannot confirm this PaymentIntent because it's missing a payment method.",
                code: "payment_intent_unexpected_state");
        }

        var amount = form.Number("amount") ?? throw StripeError.Required("amount");
        if (amount <= 0)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer");
        }

        var intent = stripe.Payments.Create(new PaymentOrder
        {
            Amount = amount,
            Currency = form.RequiredText("currency"),
            Customer = form.Text("customer"),
            Method = method,
            Description = form.Text("description"),
            SetupFutureUsage = form.Text("setup_future_usage"),
            Metadata = form.Metadata(),
        });
        return confirm ? Confirm(stripe, intent) : intent;
    }

    public static JsonObject Confirm(StripeSimulation stripe, JsonObject intent)
    {
        if (intent.Text("status") is not ("requires_confirmation" or Payments.NeedsMethod) || intent.Text("payment_method") is null)
        {
            throw StripeError.Invalid(
                $"You cannot confirm this PaymentIntent: its status is {intent.Text("status")}.",
                code: "payment_intent_unexpected_state");
        }

        stripe.Payments.Confirm(intent);
        return intent.Text("status") == Payments.NeedsMethod ? throw StripeError.Declined(intent) : intent;
    }

    private static void CheckMethod(StripeSimulation stripe, string method, string? customer)
    {
        var owner = stripe.Store.Get(Customers.PaymentMethodKind, method, "payment_method").Text("customer");
        if (owner is not null && owner != customer)
        {
            throw StripeError.Invalid(
                $"The payment method {method} belongs to another customer than the PaymentIntent.", "payment_method");
        }
    }
}
