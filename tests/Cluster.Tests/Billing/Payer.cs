using System.Text.Json;
using Purser.Teams;
using Purser.Tests.History;
using Purser.Tests.Load;

namespace Purser.Tests.Billing;

/// <summary>One team and whoever pays for it: the calls of a product's backend, and the clicks that follow them.</summary>
internal sealed class Payer(BillingCluster cluster, string team)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private int debits;

    private static object Owner => new { memberId = "owner", name = "Owner" };

    public string Team => team;

    /// <summary>Opens the team, in its trial.</summary>
    public static Task<Payer> OpenAsync(BillingCluster cluster, string team) =>
        OpenAsync(cluster, team, new { name = team, owner = Owner, trial = true });

    /// <summary>Opens the team, with a seat of the smallest plan that nobody at Stripe knows of.</summary>
    public static Task<Payer> OpenAsync(BillingCluster cluster, string team, DateTimeOffset anchor) =>
        OpenAsync(cluster, team, new { name = team, owner = Owner, subscription = new { plan = "lite", seats = 1, anchor } });

    /// <summary>Asks for a page on which a pack is bought.</summary>
    public Task<CheckoutDocument> OrderPackAsync(string pack = "small") =>
        ExpectAsync<CheckoutDocument>(HttpMethod.Post, "/top-ups", new { pack });

    /// <summary>Buys a pack; the session's id.</summary>
    public async Task<string> BuyPackAsync(bool comesBack, string pack = "small")
    {
        var order = await OrderPackAsync(pack);
        await PayAsync(order.CheckoutUrl, comesBack);
        return order.SessionId;
    }

    /// <summary>Has packs bought by themselves whenever less is left.</summary>
    public Task TopUpBelowAsync(int threshold) => ExpectAsync<object>(
        HttpMethod.Put, "/auto-top-up", new { enabled = true, threshold, pack = "small", mostPerCycle = 3 });

    /// <summary>Subscribes in Checkout.</summary>
    public async Task SubscribeAsync(string plan, int seats, bool comesBack = true) => await PayAsync(
        (await ExpectAsync<CheckoutDocument>(HttpMethod.Post, "/checkout", new { plan, seats })).CheckoutUrl, comesBack);

    /// <summary>Changes plan and seats in the customer portal.</summary>
    public async Task ChangeInPortalAsync(string plan, int seats)
    {
        var portal = await ExpectAsync<PortalDocument>(HttpMethod.Post, "/billing-portal", new { });
        await cluster.Browser.PressAsync(portal.Url, "plan", ("price", $"price_{plan}"), ("quantity", $"{seats}"));
    }

    /// <summary>Spends credits, one by one; each must be given.</summary>
    public async Task SpendAsync(int credits)
    {
        for (var n = 0; n < credits; n++)
        {
            await DebitAsync(answer => answer is Answer.Done);
        }
    }

    /// <summary>Asks for a credit that must be refused.</summary>
    public async Task<RefusalReason> RefusedAsync() => ((Answer.Refused)await DebitAsync(answer => answer is Answer.Refused)).Reason;

    /// <summary>Grants extra credits.</summary>
    public async Task GrantAsync(long credits) => Assert.IsType<Answer.Done>(
        await cluster.Api.AskAsync(cluster.Gateway, team, new Ask.Grant("gift", new Credits(credits)), cancellation));

    public Task<TeamCredits> CreditsAsync() => ExpectAsync<TeamCredits>(HttpMethod.Get, "/credits");

    public Task<ReconcileDocument> ReconcileAsync() => ExpectAsync<ReconcileDocument>(HttpMethod.Post, "/reconcile");

    public Task<TopUpsDocument> TopUpsAsync() => ExpectAsync<TopUpsDocument>(HttpMethod.Get, "/top-ups");

    /// <summary>The ledger's entries of a kind, newest first.</summary>
    public async Task<LedgerItem[]> EntriesAsync(string kind) =>
        [.. (await ExpectAsync<LedgerDocument>(HttpMethod.Get, "/ledger?limit=200")).Items.Where(entry => entry.Kind == kind)];

    /// <summary>Who changed what, in its order.</summary>
    public async Task<string[]> ChangesAsync() =>
        [.. (await ExpectAsync<AuditLogDocument>(HttpMethod.Get, "/audit-log")).Items.Reverse().Select(static change => $"{change.Actor} {change.Change}")];

    public async Task AuditIsCleanAsync()
    {
        var audit = await ExpectAsync<AuditDocument>(HttpMethod.Get, "/audit");
        Assert.True(audit.Ok, $"{audit}");
    }

    /// <summary>Sends something once, however it is answered.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json) => cluster.Http.PostAsync(
        new Uri(cluster.Gateway, $"/v1/teams/{team}{path}"),
        new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        cancellation);

    private static async Task<Payer> OpenAsync(BillingCluster cluster, string team, object request)
    {
        var payer = new Payer(cluster, team);
        await payer.ExpectAsync<TeamCredits>(HttpMethod.Put, "", request);
        return payer;
    }

    private async Task<Answer> DebitAsync(Func<Answer, bool> isExpected)
    {
        var debit = new Ask.Debit($"debit-{++debits}", "owner", AiAction.CoverLetter, $"job-{debits}", Regeneration: false);
        while (true)
        {
            var answer = await cluster.Api.AskAsync(cluster.Gateway, team, debit, cancellation);
            if (answer is not Answer.Unknown)
            {
                Assert.True(isExpected(answer), $"{team}: {answer}");
                return answer;
            }
        }
    }

    private async Task PayAsync(Uri checkout, bool comesBack)
    {
        var back = await cluster.Browser.PayAsync(checkout);
        if (comesBack)
        {
            await cluster.Browser.ShowAsync(back);
        }
    }

    private Task<T> ExpectAsync<T>(HttpMethod method, string path, object? body = null) =>
        cluster.Api.ExpectAsync<T>(method, cluster.Gateway, $"/v1/teams/{team}{path}", body, cancellation);
}

/// <summary>A page of Stripe's on which to buy.</summary>
internal sealed record CheckoutDocument(Uri CheckoutUrl, string SessionId);

/// <summary>A page of Stripe's on which to change what was bought.</summary>
internal sealed record PortalDocument(Uri Url);

/// <summary>How a team stands after asking Stripe.</summary>
internal sealed record ReconcileDocument(TeamCredits Credits, string? Customer, string? Subscription, bool Settled);

/// <summary>The packs of a team.</summary>
internal sealed record TopUpsDocument(TopUpDocument[] Items);

/// <summary>A pack.</summary>
internal sealed record TopUpDocument(string Id, string Pack, Credits Credits, string Status);

/// <summary>A page of the audit log, newest first.</summary>
internal sealed record AuditLogDocument(AuditLogLine[] Items);

/// <summary>Who changed what.</summary>
internal sealed record AuditLogLine(string Actor, string Change);

/// <summary>A page of the ledger.</summary>
internal sealed record LedgerDocument(LedgerItem[] Items);

/// <summary>An entry of the ledger.</summary>
internal sealed record LedgerItem(long EntryId, DateTimeOffset At, string Kind, JsonElement? Detail)
{
    public string Text(string fact) => Detail!.Value.GetProperty(fact).GetString()!;

    public long Number(string fact) => Detail!.Value.GetProperty(fact).GetInt64();

    public DateTimeOffset Instant(string fact) => Detail!.Value.GetProperty(fact).GetDateTimeOffset();
}
