using Stripe;

namespace Purser.StripeStandIn.Tests;

/// <summary>The page on which a customer looks after their subscription.</summary>
public sealed class PortalTests : StandInTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task The_portal_changes_the_plan_the_seats_and_the_ending()
    {
        var subscription = await SubscribedAsync();
        var portal = await PortalAsync(subscription);
        using var browser = new HttpClient();
        Assert.Contains("http://127.0.0.1:1/credits", await browser.GetStringAsync(portal), StringComparison.Ordinal);

        await PressAsync(portal, ("action", "plan"), ("subscription", subscription.Id), ("price", Pro), ("quantity", "5"));
        await PressAsync(portal, ("action", "cancel"), ("subscription", subscription.Id));

        var changed = await ReadAsync(subscription);
        Assert.Equal((Pro, 5, true), (Item(changed).Price.Id, Item(changed).Quantity, changed.CancelAtPeriodEnd));
        await PressAsync(portal, ("action", "keep"), ("subscription", subscription.Id));
        Assert.False((await ReadAsync(subscription)).CancelAtPeriodEnd);
    }

    [Fact]
    public async Task The_portal_takes_another_card_and_pays_what_is_open()
    {
        var subscription = await SubscribedAsync();
        var portal = await PortalAsync(subscription);
        await PressAsync(portal, ("action", "card"), ("card", "Fails"));
        await AtAsync(At(2, 28) + Hour);
        Assert.Equal("past_due", (await ReadAsync(subscription)).Status);

        await PressAsync(portal, ("action", "card"), ("card", "Succeeds"));
        await PressAsync(portal, ("action", "pay"), ("invoice", Latest(subscription)));

        Assert.Equal("active", (await ReadAsync(subscription)).Status);
    }

    private async Task<Uri> PortalAsync(Subscription subscription)
    {
        var session = await V1.BillingPortal.Sessions.CreateAsync(new Stripe.BillingPortal.SessionCreateOptions
        {
            Customer = subscription.CustomerId, ReturnUrl = "http://127.0.0.1:1/credits",
        });
        return new Uri(session.Url);
    }

    private static async Task PressAsync(Uri page, params (string Name, string Value)[] fields)
    {
        using var browser = new HttpClient();
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await browser.PostAsync(page, content);
        answer.EnsureSuccessStatusCode();
    }
}
