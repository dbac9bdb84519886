using System.Text.Json;
using System.Text.Json.Serialization;
using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

internal static class TopUpRoutes
{
    public const string Tag = "Top-ups";
    public const string OfTag = "Packs of extra credits.";

    public static void MapTopUps(this IEndpointRouteBuilder v1)
    {
        var topUps = v1.MapNoun(Tag, OfTag);
        topUps.MapPost("/teams/{teamId}/top-ups", BuyAsync).WithName("topUp").MayConflict();
        topUps.MapGet("/teams/{teamId}/top-ups", ListAsync).WithName("listTopUps");
    }

    /// <summary>A Stripe page on which a pack is bought</summary>
    /// <response code="201">Send the payer's browser there. The credits are added once, when it is paid.</response>
    internal static async Task<Created<CheckoutAnswer>> BuyAsync(
        TeamId teamId, IdempotencyKey? key, Body<TopUpRequest> body, ClusterCalls cluster, ReturnUrls urls, HttpContext context)
    {
        var order = new TopUpOrder(body.Value.Pack, urls.AfterCheckout(context, teamId), key?.Value);
        var outcome = await cluster.AskAsync(grains => grains.Billing(teamId).TopUp(order));
        return outcome is CheckoutOutcome.Opened opened
            ? new CheckoutAnswer(opened.Url, opened.SessionId)
            : CheckoutRefusals.Describe(teamId, outcome, "pack");
    }

    /// <summary>Packs, grants and claims, the newest 200 of each</summary>
    /// <response code="200">What moved extra other than spending.</response>
    internal static async Task<Answer<TopUpsAnswer>> ListAsync(TeamId teamId, ClusterCalls cluster)
    {
        if (await cluster.AskAsync(grains => grains.Billing(teamId).GetTopUps()) is not { } topUps)
        {
            return Problem.NoSuchTeam(teamId);
        }

        var newest = new LedgerQuery(Limit: Limits.PageSize, OnlyGrants: true);
        var grants = await cluster.AskAsync(grains => grains.History(teamId).GetEntries(newest));
        return new TopUpsAnswer(
            Array.ConvertAll(topUps, TopUpAnswer.Of), Array.ConvertAll(grants?.Items ?? [], ExtraMovement.Of));
    }
}

/// <summary>A pack to be bought.</summary>
/// <param name="Pack">The pack's code in the catalog.</param>
[Example("""{"pack":"medium"}""")]
internal sealed record TopUpRequest([OwnId] string Pack);

/// <summary>What moved extra other than spending.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Grants">Newest first.</param>
internal sealed record TopUpsAnswer(TopUpAnswer[] Items, ExtraMovement[] Grants);

/// <summary>A pack that was or was to be bought.</summary>
/// <param name="Id">The Checkout Session or, for an automatic one, the PaymentIntent.</param>
/// <param name="Amount">In the currency's smallest unit.</param>
/// <param name="Automatic">Whether nobody clicked.</param>
internal sealed record TopUpAnswer(
    string Id,
    string Pack,
    Credits Credits,
    [AtLeast(0)] long Amount,
    string Currency,
    TopUpStatus Status,
    bool Automatic,
    DateTimeOffset CreatedAt)
{
    public static TopUpAnswer Of(TopUp topUp) => new(
        topUp.Id, topUp.Pack, topUp.Credits, topUp.Amount, topUp.Currency, topUp.Status, topUp.IsAutomatic, topUp.CreatedAt);
}

/// <summary>A grant by the operator, or a claim on a pack.</summary>
[JsonDerivedType(typeof(ExtraGranted))]
[JsonDerivedType(typeof(PackClaimed))]
internal abstract record ExtraMovement
{
    public static ExtraMovement Of(LedgerEntry entry)
    {
        var facts = JsonElement.Parse(entry.Detail!);
        return entry.Kind == LedgerEntry.ExtraGranted
            ? new ExtraGranted(entry.EntryId, entry.Kind, entry.At, Credits("credits"), Text("reason"))
            : new PackClaimed(
                entry.EntryId,
                entry.Kind,
                entry.At,
                Text("purchaseId"),
                Text("cause"),
                Text("claimId"),
                Credits("claimed"),
                Credits("taken"),
                Credits("shortfall"));

        Credits Credits(string name) => new(facts.GetProperty(name).GetInt64());

        string Text(string name) => facts.GetProperty(name).GetString()!;
    }
}

/// <summary>A grant by the operator.</summary>
internal sealed record ExtraGranted(
    [AtLeast(1)] long EntryId, [OneOf(LedgerEntry.ExtraGranted)] string Kind, DateTimeOffset At, [AtLeast(1)] Credits Credits, string Reason)
    : ExtraMovement;

/// <summary>A claim of a refund or dispute.</summary>
/// <param name="ClaimId">The refunded charge or the dispute.</param>
/// <param name="Claimed">All that it claims of the pack's credits from now on.</param>
/// <param name="Taken">What extra gave for it now; below zero where it got back what was taken.</param>
/// <param name="Shortfall">What extra should have given now and did not have.</param>
internal sealed record PackClaimed(
    [AtLeast(1)] long EntryId,
    [OneOf(LedgerEntry.PackClaimed)] string Kind,
    DateTimeOffset At,
    string PurchaseId,
    [OneOf("refund", "dispute")] string Cause,
    string ClaimId,
    Credits Claimed,
    [Signed] Credits Taken,
    Credits Shortfall)
    : ExtraMovement;
