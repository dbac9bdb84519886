using Purser.Gateway.Problems;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class RefusalSentenceTests
{
    [Theory]
    [InlineData(RefusalReason.CreditsExhausted, "Pool and extra are empty; wait until the pool resets, top up or upgrade.", Remedy.Wait, Remedy.TopUp, Remedy.Upgrade)]
    [InlineData(RefusalReason.CreditsExhausted, "Pool and extra are empty; top up or start a subscription.", Remedy.TopUp, Remedy.Subscribe)]
    [InlineData(RefusalReason.CreditsExhausted, "Pool and extra are empty; top up or upgrade.", Remedy.TopUp, Remedy.Upgrade)]
    [InlineData(RefusalReason.MemberBudgetReached, "The member has used the budget of this cycle; raise the budget or wait until the pool resets.", Remedy.RaiseBudget, Remedy.Wait)]
    [InlineData(RefusalReason.MemberBudgetReached, "The member has used the budget of this cycle; raise the budget.", Remedy.RaiseBudget)]
    [InlineData(RefusalReason.AutomationBudgetReached, "Auto Bid has taken from the pool what it may in this cycle; raise the budget.", Remedy.RaiseBudget)]
    [InlineData(RefusalReason.PaymentPastDue, "The pool is frozen until the overdue invoice is paid, and there are no extra credits; pay the overdue invoice or top up.", Remedy.PayInvoice, Remedy.TopUp)]
    [InlineData(RefusalReason.TrialEnded, "The trial is over, and its extra credits are kept; start a subscription.", Remedy.Subscribe)]
    [InlineData(RefusalReason.SubscriptionCanceled, "The subscription is canceled and its paid period over, and its extra credits are kept; start a subscription.", Remedy.Subscribe)]
    [InlineData(RefusalReason.MemberNotActive, "The member is not, or no longer, an active member of the team; add the member to the team.", Remedy.AddMember)]
    [InlineData(RefusalReason.CreditsExhausted, "Pool and extra are empty.")]
    public void A_refusals_sentence_says_what_its_remedies_say_and_nothing_else(RefusalReason reason, string sentence, params Remedy[] remedies) =>
        Assert.Equal(sentence, Problem.DebitRefused(new Refusal(reason, default, default, ResetsAt: null, remedies)).Detail);

    [Fact]
    public void There_are_words_for_every_reason_and_every_remedy() =>
        Assert.All(Enum.GetValues<RefusalReason>(), reason =>
            Assert.NotEmpty(Problem.DebitRefused(new Refusal(reason, default, default, ResetsAt: null, Enum.GetValues<Remedy>())).Detail));
}
