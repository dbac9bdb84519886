using System.Net;

namespace Purser.StripeStandIn.Tests;

public sealed class WebhookTests : StandInTest
{
    private const int Broken = (int)HttpStatusCode.InternalServerError;

    [Fact]
    public async Task What_is_not_accepted_comes_again_in_order()
    {
        Hook.Status = Broken;
        await BoughtPackAsync();
        await StandIn.AdvanceAsync();
        Assert.Equal(1, Hook.Asked);
        Assert.Empty(Hook.Taken);

        Hook.Status = (int)HttpStatusCode.OK;
        await AfterAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"], Hook.Types);
    }

    [Fact]
    public async Task Each_failure_is_followed_by_a_longer_wait()
    {
        Hook.Status = Broken;
        await BoughtPackAsync();
        await StandIn.AdvanceAsync();

        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Hook.Asked);
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Hook.Asked);
        await AfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Hook.Asked);
    }

    [Fact]
    public async Task What_was_bought_and_not_yet_told_survives_a_restart()
    {
        Hook.Status = Broken;
        var session = await BoughtPackAsync();
        var subscription = await SubscribedAsync();
        await StandIn.DisposeAsync();
        Hook.Status = (int)HttpStatusCode.OK;

        Clock.Advance(TimeSpan.FromDays(35));
        await StartAsync(Options);
        await StandIn.AdvanceAsync();

        Assert.Equal("paid", (await V1.Checkout.Sessions.GetAsync(session.Id)).PaymentStatus);
        Assert.Equal(StandIn.Events.Select(happened => happened.Id), Hook.Taken.Select(happened => happened.Id));
        Assert.Contains("invoice.paid", Hook.Types);
        Assert.Equal(
            new DateTime(2027, 3, 31, 10, 0, 0, DateTimeKind.Utc), Item(await ReadAsync(subscription)).CurrentPeriodEnd);
    }

    [Fact]
    public async Task A_restart_remembers_idempotency_keys_and_its_own_secret()
    {
        await StandIn.DisposeAsync();
        await StartAsync(Options with { WebhookSecret = null });
        var secret = StandIn.WebhookSecret;
        var key = new Stripe.RequestOptions { IdempotencyKey = "once" };
        var first = await V1.Customers.CreateAsync(new(), key);

        await StandIn.DisposeAsync();
        await StartAsync(Options with { WebhookSecret = null });

        Assert.Equal(secret, StandIn.WebhookSecret);
        Assert.Equal(first.Id, (await V1.Customers.CreateAsync(new(), key)).Id);
    }

    [Fact]
    public async Task Duplicates_come_as_often_as_asked()
    {
        StandIn.Chaos = new() { Duplicates = 2 };

        await BoughtPackAsync();
        await StandIn.AdvanceAsync();

        Assert.Equal([3, 3, 3], Hook.Taken.CountBy(happened => happened.Id, StringComparer.Ordinal).Select(count => count.Value));
    }

    [Fact]
    public async Task The_order_is_shuffled_the_same_way_for_the_same_seed()
    {
        var orders = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            StandIn.Chaos = new() { Reorder = true, Duplicates = 1, Seed = 7 };
            Hook.Clear();
            await BoughtPackAsync();
            await BoughtPackAsync();
            await StandIn.AdvanceAsync();
            orders.Add([.. Hook.Types]);
        }

        Assert.Equal(12, orders[0].Length);
        Assert.Equal(orders[0], orders[1]);
        Assert.NotEqual(Enumerable.Repeat(orders[0].Distinct(StringComparer.Ordinal), 4).SelectMany(type => type), orders[0]);
    }

    [Fact]
    public async Task Lost_ones_are_lost_and_late_ones_are_late()
    {
        StandIn.Chaos = new() { DropProbability = 1 };
        await BoughtPackAsync();
        await AfterAsync(TimeSpan.FromDays(1));
        Assert.Empty(Hook.Taken);

        StandIn.Chaos = new() { Delay = TimeSpan.FromHours(1), Reorder = true };
        await BoughtPackAsync();
        await StandIn.AdvanceAsync();
        Assert.Empty(Hook.Taken);
        await AfterAsync(TimeSpan.FromHours(1));
        Assert.Equal(3, Hook.Taken.Count);
    }

    [Fact]
    public async Task What_happened_while_there_was_no_address_is_told_when_there_is_one()
    {
        StandIn.WebhookUrl = null;
        await BoughtPackAsync();
        await StandIn.AdvanceAsync();
        Assert.Empty(Hook.Taken);

        StandIn.WebhookUrl = Hook.Url;
        await StandIn.AdvanceAsync();

        Assert.Equal(["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"], Hook.Types);
        Assert.Empty(StandIn.HeldEvents);
    }

    [Fact]
    public async Task Held_ones_are_delivered_as_the_test_likes()
    {
        StandIn.Chaos = new() { Hold = true };
        await BoughtPackAsync();
        await StandIn.AdvanceAsync();
        Assert.Empty(Hook.Taken);
        Assert.Equal(3, StandIn.HeldEvents.Count);

        foreach (var happened in StandIn.Events.Reverse())
        {
            Assert.Equal(HttpStatusCode.OK, await StandIn.DeliverAsync(happened));
        }

        Assert.Equal(["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"], Hook.Types);
        Hook.Clear();
        await StandIn.DeliverHeldAsync();
        Assert.Equal(["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"], Hook.Types);
        Assert.Empty(StandIn.HeldEvents);
    }

    [Fact]
    public async Task In_the_background_time_passes_by_itself()
    {
        await StandIn.DisposeAsync();
        await StartAsync(Options with { RunInBackground = true });
        var subscription = await SubscribedAsync();
        Hook.Clear();

        Clock.Advance(TimeSpan.FromDays(29));

        await Hook.HearAsync("invoice.paid");
        Assert.Equal(
            new DateTime(2027, 3, 31, 10, 0, 0, DateTimeKind.Utc), Item(await ReadAsync(subscription)).CurrentPeriodEnd);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_says_what_to_do()
    {
        await StandIn.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(Options.Folder!, "stripe.json"), "{");

        var failure = await Assert.ThrowsAsync<StandInException>(() => StandInServer.StartAsync(Options));

        Assert.Contains("Delete it to begin with an empty Stripe.", failure.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Options.Folder!, "stripe.json"));
        await StartAsync(Options);
    }
}
