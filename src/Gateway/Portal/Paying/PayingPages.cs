using Purser.Billing;
using Purser.Gateway.Hosting;
using Purser.Gateway.Portal.Embedding;
using Purser.Gateway.Portal.Pages;

namespace Purser.Gateway.Portal.Paying;

/// <summary>What leads to Stripe's pages.</summary>
internal sealed class PayingPages(PublicAddress address)
{
    /// <summary>The parameter that a payer comes back with.</summary>
    public const string Session = "session";

    /// <summary>A page on which a pack is bought.</summary>
    public async Task<IResult> TopUpAsync(Visit visit)
    {
        var form = await visit.Context.Request.ReadFormAsync(visit.Context.RequestAborted);
        var pack = form["pack"].ToString();
        var back = visit.Admission.Origin is { } origin
            ? HostPage.Of(form, origin).With(HostPage.Session, StripeNames.SessionPlaceholder)
            : $"{Page(visit)}?{Session}={StripeNames.SessionPlaceholder}";
        var order = new TopUpOrder(pack, back, Key: null);
        return IdRule.Holds(pack)
            ? Lead(await visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).TopUp(order)), visit)
            : new Notice(StatusCodes.Status400BadRequest, "notice.request");
    }

    /// <summary>The page on which an invoice is paid, and a card or a plan is changed.</summary>
    public async Task<IResult> BillingAsync(Visit visit)
    {
        var form = await visit.Context.Request.ReadFormAsync(visit.Context.RequestAborted);
        var back = visit.Admission.Origin is { } origin ? HostPage.Of(form, origin).Url : Page(visit);
        return Lead(await visit.Cluster.AskAsync(grains => grains.Billing(visit.TeamId).OpenPortal(back)), visit);
    }

    private string Page(Visit visit) => address.Of(visit.Context.Request) + visit.Path;

    private static IResult Lead(CheckoutOutcome outcome, Visit visit) => outcome switch
    {
        CheckoutOutcome.Opened opened => HtmlAnswer.Of<LeadPage>((nameof(LeadPage.Visit), visit), (nameof(LeadPage.Url), opened.Url)),
        CheckoutOutcome.CannotSpend => new Notice(StatusCodes.Status409Conflict, "notice.cannotspend"),
        CheckoutOutcome.NoCustomer => new Notice(StatusCodes.Status409Conflict, "notice.nocustomer"),
        _ => new Notice(StatusCodes.Status409Conflict, "notice.payments"),
    };
}
