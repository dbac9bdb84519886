using System.Globalization;

namespace Purser.Gateway.Problems;

/// <summary>The words for what money and Stripe have to do with a request.</summary>
internal static class BillingProblems
{
    private const string NotConfigured = "stripe_not_configured";
    private const string NotConfiguredTitle = "Stripe is not configured.";

    /// <summary>For a call of the API: the silo, which talks to Stripe, has no key for it.</summary>
    public static Problem StripeNotConfigured() => Problem.Conflict(NotConfigured, NotConfiguredTitle,
        "No Stripe account is configured; set Stripe:ApiKey (the environment variable Stripe__ApiKey) on every silo.");

    /// <summary>For Stripe itself, which delivers again for days: time to set the secret.</summary>
    public static Problem WebhookNotConfigured() =>
        new(StatusCodes.Status503ServiceUnavailable, NotConfigured, NotConfiguredTitle,
            "No webhook secret is configured; set Stripe:WebhookSecret (the environment variable Stripe__WebhookSecret) "
            + "on every gateway to the signing secret of this endpoint, whsec_….")
        {
            IsRefusal = true,
        };

    /// <summary>Stripe's own words, which say what to put right there.</summary>
    public static Problem StripeRefused(string why) => Problem.Conflict("stripe_refused", "Stripe refused.", why);

    public static Problem StripeAway(string why) => Problem.Unavailable() with
    {
        Detail = $"{why} Send the request again, with the same key if it has one.",
    };

    public static Problem ManagedByStripe(TeamId teamId) => Problem.Conflict("managed_by_stripe",
        "Stripe manages the subscription.",
        $"Team {teamId} follows its subscription at Stripe; change it there: POST /v1/teams/{teamId}/billing-portal.");

    public static Problem AnchorFixed(DateTimeOffset anchor) => Problem.Conflict("anchor_fixed",
        "A running subscription keeps its anchor.",
        string.Create(CultureInfo.InvariantCulture,
            $"The cycles of the subscription are counted from {anchor.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFK} for as long as it runs; leave the anchor out."));

    public static Problem NoSubscription(TeamId teamId) => Problem.Conflict("no_subscription",
        "There is no running subscription.",
        $"Team {teamId} has no running subscription to cancel; PUT /v1/teams/{teamId}/subscription starts one.");

    public static Problem SubscribedAlready(TeamId teamId) => Problem.Conflict("subscribed_already",
        "The team has a subscription at Stripe.",
        $"Team {teamId} follows a subscription at Stripe already; change it there: POST /v1/teams/{teamId}/billing-portal.");

    public static Problem NoCustomer(TeamId teamId) => Problem.Conflict("no_customer",
        "Stripe does not know the team yet.",
        $"Team {teamId} has bought nothing through Stripe; POST /v1/teams/{teamId}/checkout or …/top-ups comes first.");

    public static Problem UnknownPrice(string price) => Problem.Conflict("unknown_price",
        "No plan has the subscription's price.",
        $"The subscription at Stripe is sold under the price {price}, which no plan of the catalog has; "
        + "set it as the StripePrice of its plan (Purser:Catalog:Plans:<code>:StripePrice) on every silo.");

    /// <summary>There are plans, but none that Stripe sells.</summary>
    public static Problem NothingForSale(string plan) => Problem.NotInCatalog("plan", plan, []) with
    {
        Detail = $"Stripe does not sell the plan {plan}, nor any other; "
            + "set a plan's StripePrice (Purser:Catalog:Plans:<code>:StripePrice) on every silo.",
        Place = new ProblemPlace("pointer", "#/plan"),
    };

    /// <summary>Nobody pays for credits that could not be spent.</summary>
    public static Problem CannotSpend(TeamId teamId, RefusalReason reason) => Problem.Conflict(
        reason == RefusalReason.TrialEnded ? "trial_ended" : "subscription_canceled",
        "The team could not spend a pack.",
        $"Team {teamId} could not spend extra credits without a subscription; subscribe first: POST /v1/teams/{teamId}/checkout.") with
    {
        Remedies = [Remedy.Subscribe],
    };

    public static Problem SeatsBelowMembers(int members) => Problem.Conflict("seats_below_members",
        "The team has more members than that.",
        string.Create(CultureInfo.InvariantCulture, $"The team has {members} active members; take as many seats, or remove members first."));
}
