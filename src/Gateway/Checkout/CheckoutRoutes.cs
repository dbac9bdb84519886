using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Checkout;

internal static class CheckoutRoutes
{
    public const string Tag = "Checkout";
    public const string OfTag = "Stripe's pages, and the one they lead back to.";

    public static void AddCheckout(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReturnUrls>();
    }

    public static void MapCheckout(this IEndpointRouteBuilder v1)
    {
        var team = v1.MapNoun(Tag, OfTag);
        team.MapPost("/teams/{teamId}/checkout", OpenAsync).WithName("openCheckout").MayConflict();
        team.MapPost("/teams/{teamId}/billing-portal", OpenPortalAsync).WithName("openBillingPortal").MayConflict();
    }

    /// <summary>A Stripe page on which a plan is subscribed to</summary>
    /// <remarks>
    /// An order for what an open page is for already gets that page. Fewer seats than the team has active members are
    /// `seats-below-members`.
    /// </remarks>
    /// <response code="201">Send the payer's browser there.</response>
    internal static async Task<Created<CheckoutAnswer>> OpenAsync(
        TeamId teamId, IdempotencyKey? key, Body<CheckoutRequest> body, ClusterCalls cluster, ReturnUrls urls, HttpContext context)
    {
        var order = new SubscriptionOrder(body.Value.Plan, body.Value.Seats, urls.AfterCheckout(context, teamId), key?.Value);
        var outcome = await cluster.AskAsync(grains => grains.Billing(teamId).Subscribe(order));
        return outcome is CheckoutOutcome.Opened opened
            ? new CheckoutAnswer(opened.Url, opened.SessionId)
            : CheckoutRefusals.Describe(teamId, outcome, "plan");
    }

    /// <summary>Stripe's page on which plan, seats, card and cancellation are changed</summary>
    /// <response code="201">Send the owner's browser there.</response>
    internal static async Task<Created<BillingPortalAnswer>> OpenPortalAsync(
        TeamId teamId, Body<Nothing>? body, ClusterCalls cluster, ReturnUrls urls, HttpContext context)
    {
        var back = urls.AfterPortal(context, teamId);
        var outcome = await cluster.AskAsync(grains => grains.Billing(teamId).OpenPortal(back));
        return outcome is CheckoutOutcome.Opened opened
            ? new BillingPortalAnswer(opened.Url)
            : CheckoutRefusals.Describe(teamId, outcome, "plan");
    }
}

/// <summary>A plan to be subscribed to.</summary>
/// <param name="Plan">The plan's code in the catalog.</param>
[Example("""{"plan":"pro","seats":3}""")]
internal sealed record CheckoutRequest([OwnId] string Plan, [Between(1, Limits.Seats)] int Seats);

/// <summary>Where to send the payer's browser.</summary>
internal sealed record CheckoutAnswer([Address] string CheckoutUrl, string SessionId);

/// <summary>Where to send the owner's browser.</summary>
internal sealed record BillingPortalAnswer([Address] string Url);

/// <summary>The words for one of Stripe's pages that is not opened, whichever it was.</summary>
internal static class CheckoutRefusals
{
    /// <param name="teamId">The team.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="kind">What is for sale: <c>plan</c> or <c>pack</c>.</param>
    public static Problem Describe(TeamId teamId, CheckoutOutcome outcome, string kind) => outcome switch
    {
        CheckoutOutcome.NotForSale { Known: [] } none => BillingProblems.NothingForSale(none.Code),
        CheckoutOutcome.NotForSale other => Problem.NotInCatalog(kind, other.Code, other.Known, $"#/{kind}"),
        CheckoutOutcome.SubscribedAlready => BillingProblems.SubscribedAlready(teamId),
        CheckoutOutcome.CannotSpend no => BillingProblems.CannotSpend(teamId, no.Reason),
        CheckoutOutcome.SeatsBelowMembers below => BillingProblems.SeatsBelowMembers(below.Members),
        CheckoutOutcome.TeamIsClosed => Problem.TeamClosed(teamId),
        CheckoutOutcome.NoCustomer => BillingProblems.NoCustomer(teamId),
        CheckoutOutcome.KeyReused => Problem.KeyReused(),
        CheckoutOutcome.Refused refused => BillingProblems.StripeRefused(refused.Reason),
        CheckoutOutcome.NotConfigured => BillingProblems.StripeNotConfigured(),
        _ => Problem.NoSuchTeam(teamId),
    };
}
