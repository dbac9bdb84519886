using Microsoft.Extensions.Time.Testing;
using Stripe;
using Stripe.Checkout;

namespace Purser.StripeStandIn.Tests;

/// <summary>The stand-in, driven by Stripe's own client, on the last day of a January.</summary>
public abstract class StandInTest : IAsyncLifetime
{
    protected const string Lite = "price_lite";
    protected const string Pro = "price_pro";
    protected const string Yearly = "price_lite_year";
    protected const string Pack = "price_pack";

    protected static readonly DateTimeOffset Start = new(2027, 1, 31, 10, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("purser-stripe-tests-");

    private protected StandInTest() => Hook = new WebhookListener { Clock = Clock };

    protected FakeTimeProvider Clock { get; } = new(Start);

    private protected WebhookListener Hook { get; }

    protected StandInServer StandIn { get; private set; } = null!;

    protected StripeClient Stripe { get; private set; } = null!;

    protected V1Services V1 => Stripe.V1;

    protected StandInOptions Options => new()
    {
        Folder = folder.FullName,
        Clock = Clock,
        WebhookUrl = Hook.Url,
        WebhookSecret = WebhookListener.Secret,
        RunInBackground = false,
        Prices =
        [
            new(Lite, "Lite", 1_900, Monthly: true),
            new(Pro, "Pro", 3_900, Monthly: true),
            new(Yearly, "Lite, by the year", 19_000, Monthly: true, Months: 12),
            new(Pack, "100 extra credits", 1_000, Monthly: false),
        ],
    };

    public async ValueTask InitializeAsync()
    {
        await Hook.StartAsync();
        await StartAsync(Options);
    }

    public async ValueTask DisposeAsync()
    {
        await StandIn.DisposeAsync();
        await Hook.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task StartAsync(StandInOptions options)
    {
        StandIn = await StandInServer.StartAsync(options);
        Stripe = new StripeClient(new StripeClientOptions
        {
            ApiKey = "sk_test_standin",
            ApiBase = StandIn.Url.GetLeftPart(UriPartial.Authority),
        });
    }

    /// <summary>Time jumps to an instant, and what is due happens.</summary>
    protected async Task AtAsync(DateTime utc)
    {
        Clock.SetUtcNow(new DateTimeOffset(utc));
        await StandIn.AdvanceAsync();
    }

    protected Task AfterAsync(TimeSpan time) => AtAsync(Clock.GetUtcNow().UtcDateTime + time);

    protected Task<Session> PackSessionAsync(string? customer = null) =>
        V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "payment",
            Customer = customer,
            ClientReferenceId = "acme",
            Metadata = new() { ["team"] = "acme", ["pack"] = "small" },
            SuccessUrl = "http://127.0.0.1:1/done?session={CHECKOUT_SESSION_ID}",
            CancelUrl = "http://127.0.0.1:1/changed-my-mind",
            LineItems = [new() { Price = Pack, Quantity = 1 }],
            PaymentIntentData = new() { Metadata = new() { ["team"] = "acme" } },
        });

    protected async Task<Session> BoughtPackAsync()
    {
        var session = await PackSessionAsync();
        Assert.True(StandIn.PayCheckout(session.Id));
        return await V1.Checkout.Sessions.GetAsync(session.Id);
    }

    protected async Task<Subscription> SubscribedAsync(int seats = 2, int? trialDays = null)
    {
        var session = await V1.Checkout.Sessions.CreateAsync(new SessionCreateOptions
        {
            Mode = "subscription",
            SuccessUrl = "http://127.0.0.1:1/done",
            LineItems = [new() { Price = Lite, Quantity = seats }],
            SubscriptionData = new() { Metadata = new() { ["team"] = "acme" }, TrialPeriodDays = trialDays },
        });
        Assert.True(StandIn.PayCheckout(session.Id));
        session = await V1.Checkout.Sessions.GetAsync(session.Id);
        await StandIn.AdvanceAsync();
        return await V1.Subscriptions.GetAsync(session.SubscriptionId);
    }

    protected Task<Subscription> ReadAsync(Subscription subscription) => V1.Subscriptions.GetAsync(subscription.Id);

    protected static DateTime At(int month, int day) => new(2027, month, day, 10, 0, 0, DateTimeKind.Utc);

    protected string Latest(Subscription subscription) =>
        StandIn.Events.Last(happened => happened.Type == "invoice.created" && happened.Payload.Contains(subscription.Id, StringComparison.Ordinal)).ObjectId!;

    protected static SubscriptionItem Item(Subscription subscription) => Assert.Single(subscription.Items.Data);
}
