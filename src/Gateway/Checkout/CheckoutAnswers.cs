using Purser.Billing;
using Purser.Gateway.Answers;
using Purser.Gateway.Problems;

namespace Purser.Gateway.Checkout;

/// <summary>How a wish for one of Stripe's pages is answered, whichever page it was.</summary>
internal static class CheckoutAnswers
{
    /// <param name="context">The call.</param>
    /// <param name="teamId">The team.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="kind">What is for sale: <c>plan</c> or <c>pack</c>.</param>
    public static Task Send(HttpContext context, string teamId, CheckoutOutcome outcome, string kind) =>
        outcome is CheckoutOutcome.Opened opened
            ? Answer.Send(
                context,
                StatusCodes.Status201Created,
                new CheckoutAnswer(opened.Url, opened.SessionId),
                AnswerJson.Default.CheckoutAnswer)
            : Refuse(context, teamId, outcome, kind);

    public static Task Refuse(HttpContext context, string teamId, CheckoutOutcome outcome, string kind) =>
        ProblemWriter.Write(context, outcome switch
        {
            CheckoutOutcome.NotForSale { Known: [] } none => BillingProblems.NothingForSale(none.Code),
            CheckoutOutcome.NotForSale other => Problem.NotInCatalog(kind, other.Code, other.Known, $"#/{kind}"),
            CheckoutOutcome.SubscribedAlready => BillingProblems.SubscribedAlready(teamId),
            CheckoutOutcome.CannotSpend no => BillingProblems.CannotSpend(teamId, no.Reason),
            CheckoutOutcome.SeatsBelowMembers below => BillingProblems.SeatsBelowMembers(below.Members),
            CheckoutOutcome.NoCustomer => BillingProblems.NoCustomer(teamId),
            CheckoutOutcome.KeyReused => Problem.KeyReused(),
            CheckoutOutcome.Refused refused => BillingProblems.StripeRefused(refused.Reason),
            CheckoutOutcome.NotConfigured => BillingProblems.StripeNotConfigured(),
            _ => Problem.NoSuchTeam(teamId),
        });
}

/// <summary>Where to send the payer's browser.</summary>
internal sealed record CheckoutAnswer(string CheckoutUrl, string SessionId);
