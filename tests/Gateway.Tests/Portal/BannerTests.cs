namespace Purser.Gateway.Tests.Portal;

/// <summary>Why comes before how much, in the order of the rules, with the one thing that helps.</summary>
public sealed class BannerTests(GatewayHost gateway)
{
    [Theory]
    [InlineData(TeamStatus.PastDue, null, 5, "A payment is overdue", "still can", "Pay the invoice")]
    [InlineData(TeamStatus.PastDue, RefusalReason.PaymentPastDue, 0, "A payment is overdue", "cannot be spent until", "Pay the invoice")]
    [InlineData(TeamStatus.PastDue, RefusalReason.MemberBudgetReached, 5, "A payment is overdue", "still can", "Pay the invoice")]
    [InlineData(TeamStatus.Canceled, RefusalReason.SubscriptionCanceled, 5, "The subscription has ended", "are kept", "Choose a plan")]
    [InlineData(TeamStatus.TrialEnded, RefusalReason.TrialEnded, 0, "The trial has ended", "until you subscribe", "Choose a plan")]
    [InlineData(TeamStatus.Active, RefusalReason.MemberBudgetReached, 5, "Your budget is used up", "3 of the 50", null)]
    [InlineData(TeamStatus.Active, RefusalReason.CreditsExhausted, 0, "All credits are used", "The pool refills on 1 Apr 2026, 00:00", "Top Up")]
    public async Task It_says_why_and_what_helps(TeamStatus status, RefusalReason? blockedBy, int extra, string title, string text, string? help)
    {
        var team = $"banner-{status}-{blockedBy}-{extra}";
        await using var own = new GatewayHost(hasCluster: true, time: null, ("Purser:Portal:PlansUrl", "https://example.com/plans"));
        await own.Api.OpenAsync(team);
        await own.Api.PutAsync($"/v1/teams/{team}/members/ben", """{"name":"Ben","role":"member"}""");
        own.Teams[team].Amend = credits => credits with { Status = status, Extra = new(extra), BlockedBy = blockedBy };
        own.Teams[team].MemberBlockedBy = blockedBy;
        using var anna = await Visitor.InAsync(own, team);
        using var ben = await Visitor.InAsync(own, team, "ben");

        var toOwner = (await anna.GetAsync($"/portal/teams/{team}/sections/cards")).Text;
        var toMember = (await ben.GetAsync($"/portal/teams/{team}/sections/cards")).Text;

        var banner = toOwner.IndexOf(title, StringComparison.Ordinal);
        Assert.InRange(banner, 0, toOwner.IndexOf("Credits Remaining", StringComparison.Ordinal));
        Assert.Contains(text, toOwner, StringComparison.Ordinal);
        if (help is not null)
        {
            Assert.Contains(help, toOwner[banner..toOwner.IndexOf("Credits Remaining", StringComparison.Ordinal)], StringComparison.Ordinal);
            Assert.DoesNotContain(help, toMember, StringComparison.Ordinal);
        }

        Assert.Contains("This can be put right by <bdi>Anna</bdi>", toMember, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_all_is_well_nothing_is_said()
    {
        await gateway.Api.OpenAsync("well");
        using var anna = await Visitor.InAsync(gateway, "well");

        Assert.DoesNotContain("class=\"banner", (await anna.GetAsync("/portal/teams/well")).Text, StringComparison.Ordinal);
    }
}
