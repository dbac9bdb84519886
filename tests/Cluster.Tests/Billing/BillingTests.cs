using System.Net;
using System.Text.Json;
using Purser.Local;
using Purser.Local.StandIns;
using Purser.Tests.Load;
using Purser.Tests.Running;

namespace Purser.Tests.Billing;

/// <summary>Real processes, a stand-in for Stripe, and signed webhooks that go wrong on their way.</summary>
public sealed class BillingTests : IAsyncLifetime
{
    private const int Teams = 12;

    private readonly TemporaryFolder folder = TemporaryFolder.Create("purser-billing-tests");
    private LocalCluster local = null!;
    private TeamApi api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Gateway => local.Gateways[0].Url;

    private StripeStandIn Stripe => local.Stripe!;

    public ValueTask InitializeAsync() => StartAsync(clockOffset: null);

    [Fact]
    public async Task A_pack_is_in_extra_when_the_payer_is_back_on_the_page_also_if_no_webhook_ever_comes()
    {
        Stripe.Chaos = new WebhookChaos { DropProbability = 1 };
        await OpenTrialAsync("payer");
        var session = await OrderAsync("payer");
        Assert.True(Stripe.PayCheckout(session));

        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(new Uri(Gateway, $"/checkout/return?team=payer&session={session}"), Cancellation);

        Assert.Contains("100 credits were added. Extra credits: 100.", page, StringComparison.Ordinal);
        Assert.Equal(100, (await GetAsync("payer/credits")).GetProperty("extra").GetInt64());
        await AssertAuditAsync("payer");
    }

    [Fact]
    public async Task Webhooks_doubled_shuffled_late_and_lost_while_a_silo_is_killed_move_no_credit_wrongly()
    {
        Stripe.Chaos = new WebhookChaos { Duplicates = 2, Reorder = true, Delay = TimeSpan.FromSeconds(1), DropProbability = 0.3, Seed = 7 };
        var teams = Enumerable.Range(0, Teams).Select(n => $"team-{n}").ToArray();
        await Task.WhenAll(teams.Select(OpenTrialAsync));
        var refunded = new List<string>();
        foreach (var (team, n) in teams.Select((team, n) => (team, n)))
        {
            if (n == Teams / 2)
            {
                await local.Silos[1].KillAsync();
            }

            var plan = await PostAsync($"{team}/checkout", new { plan = "lite", seats = 1 + (n % 3) });
            Assert.True(Stripe.PayCheckout(plan.GetProperty("sessionId").GetString()!));
            var pack = await OrderAsync(team);
            Assert.True(Stripe.PayCheckout(pack));
            if (n % 4 == 0)
            {
                Stripe.Refund(pack, 600);
                refunded.Add(team);
            }
        }

        await local.Silos[1].StartAsync(Cancellation);
        // What is lost is asked for at a cycle's end, or now. Refunds are heard of only by their events.
        Stripe.Chaos = WebhookChaos.None;
        foreach (var refund in Stripe.Events.Where(happened => happened.Type == "charge.refunded").ToList())
        {
            await Eventually.TrueAsync("a refund is taken", async () => await Stripe.DeliverAsync(refund, Cancellation) == HttpStatusCode.OK, Cancellation);
        }

        foreach (var (team, n) in teams.Select((team, n) => (team, n)))
        {
            await PostAsync($"{team}/reconcile", new { });
            var credits = await GetAsync($"{team}/credits");
            Assert.Equal(
                ("active", "lite", 1 + (n % 3), 100L * (1 + (n % 3)), refunded.Contains(team) ? 50 : 100),
                (credits.GetProperty("status").GetString(), credits.GetProperty("plan").GetString(), credits.GetProperty("seats").GetInt32(),
                    credits.GetProperty("remaining").GetInt64(), credits.GetProperty("extra").GetInt64()));
            var entries = (await GetAsync($"{team}/ledger?limit=200")).GetProperty("items").EnumerateArray().ToList();
            Assert.Single(entries, entry => entry.GetProperty("kind").GetString() == "pack_bought");
            Assert.Single(entries, entry => entry.GetProperty("kind").GetString() == "subscription_started");
            await AssertAuditAsync(team);
        }
    }

    [Fact]
    public async Task A_cluster_that_was_down_over_a_boundary_is_right_after_its_start_as_if_it_had_been_up()
    {
        await OpenTrialAsync("trial");
        await api.ExpectAsync<object>(
            HttpMethod.Put, Gateway, "/v1/teams/month",
            new { name = "Month", owner = new { memberId = "owner", name = "Owner" }, subscription = new { plan = "lite", seats = 1, anchor = "2026-01-31T12:00:00Z" } },
            Cancellation);
        await api.ExpectAsync<object>(HttpMethod.Post, Gateway, "/v1/teams/month/debits/batch", new { debits = new[] { new { key = "k", memberId = "owner", action = "answer" } } }, Cancellation);

        await RestartAsync(TimeSpan.FromDays(1));
        var trial = await GetAsync("trial/credits");
        Assert.Equal((2, 10), (trial.GetProperty("trial").GetProperty("day").GetInt32(), trial.GetProperty("remaining").GetInt32()));

        await RestartAsync(TimeSpan.FromDays(40));
        Assert.Equal("trial_ended", (await GetAsync("trial/credits")).GetProperty("status").GetString());
        var month = await GetAsync("month/credits");
        Assert.Equal((100, 0), (month.GetProperty("remaining").GetInt32(), month.GetProperty("used").GetInt32()));
        var (start, end) = (month.GetProperty("cycle").GetProperty("start").GetDateTimeOffset(), month.GetProperty("cycle").GetProperty("end").GetDateTimeOffset());
        Assert.All([start, end], boundary => Assert.Equal(
            (Math.Min(31, DateTime.DaysInMonth(boundary.Year, boundary.Month)), TimeSpan.FromHours(12)), (boundary.Day, boundary.TimeOfDay)));
        var resets = (await GetAsync("month/ledger")).GetProperty("items").EnumerateArray().Count(
            entry => entry.GetProperty("kind").GetString() == "cycle_started" && entry.GetProperty("detail").GetProperty("start").GetDateTimeOffset() == start);
        Assert.Equal(1, resets);
        await AssertAuditAsync("month");
        await AssertAuditAsync("trial");
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await local.DisposeAsync();
        folder.Dispose();
    }

    private async ValueTask StartAsync(TimeSpan? clockOffset)
    {
        local = await LocalCluster.StartAsync(
            new LocalClusterOptions { Folder = folder.Path, Silos = 2, StripeStandIn = true, ClockOffset = clockOffset }, Cancellation);
        api = new TeamApi(local.OperatorKey);
    }

    private async Task RestartAsync(TimeSpan clockOffset)
    {
        api.Dispose();
        await local.DisposeAsync();
        await StartAsync(clockOffset);
    }

    private Task OpenTrialAsync(string team) => api.ExpectAsync<object>(
        HttpMethod.Put, Gateway, $"/v1/teams/{team}", new { name = team, owner = new { memberId = "owner", name = "Owner" }, trial = true }, Cancellation);

    private async Task<string> OrderAsync(string team) =>
        (await PostAsync($"{team}/top-ups", new { pack = "small" })).GetProperty("sessionId").GetString()!;

    private async Task<JsonElement> PostAsync(string path, object body) =>
        (await api.ExpectAsync<JsonDocument>(HttpMethod.Post, Gateway, $"/v1/teams/{path}", body, Cancellation)).RootElement;

    private async Task<JsonElement> GetAsync(string path) =>
        (await api.ExpectAsync<JsonDocument>(HttpMethod.Get, Gateway, $"/v1/teams/{path}", body: null, Cancellation)).RootElement;

    private async Task AssertAuditAsync(string team) => Assert.True((await GetAsync($"{team}/audit")).GetProperty("ok").GetBoolean());
}
