using System.Text.Json;
using Purser.Accounts;
using Purser.Billing;
using Purser.Grains.Tests.Teams;
using Purser.StripeStandIn;
using Purser.Teams;
using Stripe;

namespace Purser.Grains.Tests.Billing;

/// <summary>
/// A cluster whose teams pay at a stand-in for Stripe, both by one clock. The stand-in's events are held: tests deliver them,
/// as often and in whatever order they want.
/// </summary>
internal sealed class BillingStage : IAsyncDisposable
{
    public const string ReturnUrl = "http://127.0.0.1/back?session={CHECKOUT_SESSION_ID}";

    private BillingStage(StandInServer stripe, TeamCluster cluster, StripeClient client) =>
        (Stripe, Cluster, Client) = (stripe, cluster, client);

    public StandInServer Stripe { get; }

    public TeamCluster Cluster { get; }

    /// <summary>What the product itself asks Stripe with.</summary>
    public StripeClient Client { get; }

    /// <param name="server">Where its database is made.</param>
    /// <param name="spread">Over how long confirmations are spread; null asks at the first ring.</param>
    public static async Task<BillingStage> SetAsync(LedgerServer server, TimeSpan? spread = null)
    {
        var clock = new MovableClock();
        var stripe = await StandInServer.StartAsync(new StandInOptions
        {
            Clock = clock,
            RunInBackground = false,
            Prices =
            [
                new StripePrice("price_tiny", "Tiny", 100, Monthly: true),
                new StripePrice("price_tiny_year", "Tiny", 1000, Monthly: true, Months: 12),
                new StripePrice("price_pro", "Pro", 1900, Monthly: true),
                new StripePrice("price_pro_before", "Pro", 1500, Monthly: true),
                new StripePrice("price_pack", "A hundred credits", 999, Monthly: false),
                new StripePrice("price_other", "Something else", 700, Monthly: true),
            ],
        });
        var options = new StripeOptions
        {
            ApiKey = "sk_test_stage", ApiBase = stripe.Url, RequestsPerSecond = 10_000, ConfirmationSpread = spread ?? TimeSpan.Zero,
        };
        var cluster = await TeamCluster.StartAsync(server, clock: clock, stripe: options);
        var client = new StripeClient(options.ApiKey, apiBase: stripe.Url.GetLeftPart(UriPartial.Authority));
        return new BillingStage(stripe, cluster, client);
    }

    /// <summary>A team in its trial.</summary>
    public async Task<ITeamGrain> OpenTrialAsync(string teamId = "acme")
    {
        var opening = new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null);
        Assert.IsType<OpenOutcome.Opened>(await Cluster.Team(teamId).Open(opening));
        return Cluster.Team(teamId);
    }

    /// <summary>A team that subscribed in Checkout, and was told so.</summary>
    public async Task<ITeamGrain> SubscribedAsync(string teamId = "acme", string plan = "tiny", int seats = 1)
    {
        var team = await OpenTrialAsync(teamId);
        var session = await CheckoutAsync(Cluster.Billing(teamId).Subscribe(new SubscriptionOrder(plan, seats, ReturnUrl, Key: null)));
        var told = Stripe.Events.Count;
        Assert.True(Stripe.PayCheckout(session));
        await DeliverAsync(Stripe.Events.Skip(told));
        Assert.Equal(TeamStatus.Active, (await team.GetCredits())!.Status);
        return team;
    }

    /// <summary>A pack on offer; the session's id.</summary>
    public Task<string> OrderAsync(string pack = "small", string teamId = "acme") =>
        CheckoutAsync(Cluster.Billing(teamId).TopUp(new TopUpOrder(pack, ReturnUrl, Key: null)));

    /// <summary>A pack bought and credited; the session's id.</summary>
    public async Task<string> BuyAsync(string pack = "small", string teamId = "acme")
    {
        var session = await OrderAsync(pack, teamId);
        await HappensAsync(() => Stripe.PayCheckout(session));
        return session;
    }

    /// <summary>Something happens at Stripe, and its events are delivered once, in order.</summary>
    public async Task HappensAsync(Action happens) => await DeliverAsync(Record(happens));

    /// <summary>Something happens at Stripe; its events are for the test to deliver.</summary>
    public IReadOnlyList<StandInEvent> Record(Action happens)
    {
        var before = Stripe.Events.Count;
        happens();
        return [.. Stripe.Events.Skip(before)];
    }

    /// <summary>Time passes for everybody; what it does at Stripe is for the test to deliver.</summary>
    public async Task<IReadOnlyList<StandInEvent>> PassAsync(TimeSpan time)
    {
        var before = Stripe.Events.Count;
        Cluster.Clock.Advance(time);
        await Stripe.AdvanceAsync();
        return [.. Stripe.Events.Skip(before)];
    }

    public async Task DeliverAsync(IEnumerable<StandInEvent> events)
    {
        foreach (var happened in events)
        {
            await Cluster.Inbox.Receive(Notice(happened));
        }
    }

    /// <summary>An event as the gateway hands it on.</summary>
    public static StripeNotice Notice(StandInEvent happened, string? eventId = null)
    {
        using var json = JsonDocument.Parse(happened.Payload);
        var about = json.RootElement.GetProperty("data").GetProperty("object");
        var isCharge = happened.Type is "charge.refunded";
        return new StripeNotice(
            eventId ?? happened.Id,
            happened.Type,
            about.GetProperty("id").GetString()!,
            about.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && Text(metadata, StripeNames.Team) is { } team ? TeamId.Parse(team) : null,
            Text(about, "customer"),
            isCharge ? Text(about, "id") : Text(about, "charge"),
            happened.Created,
            about.TryGetProperty("metadata", out var named) && named.ValueKind == JsonValueKind.Object ? Text(named, StripeNames.Attempt) : null);
    }

    public async Task<int> CountAsync<T>(string teamId = "acme")
        where T : TeamEvent
    {
        var count = 0;
        await foreach (var entry in Cluster.Reader.ReadAfterAsync(TeamId.Parse(teamId), 0))
        {
            count += entry.Event is T ? 1 : 0;
        }

        return count;
    }

    public async Task AssertAuditAsync(string teamId = "acme") => Assert.True((await Cluster.History(teamId).Audit())!.Ok);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Stripe.DisposeAsync();
    }

    private static async Task<string> CheckoutAsync(Task<CheckoutOutcome> opening) =>
        Assert.IsType<CheckoutOutcome.Opened>(await opening).SessionId;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>All orders of a few things.</summary>
internal static class Orders
{
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> things) => things.Count <= 1
        ? [things]
        : things.SelectMany((first, at) => Of<T>([.. things.Where((_, n) => n != at)]).Select(IReadOnlyList<T> (rest) => [first, .. rest]));
}
