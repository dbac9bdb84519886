using Purser.StripeStandIn;

namespace Purser.Browser.Tests;

/// <summary>Teams in the states that the page has to show.</summary>
internal static class Cast
{
    private static readonly string[] Actions = ["job_assistant", "cover_letter", "answer", "job_matching", "auto_bid", "ai_improve", "ai_generate", "test_template"];

    /// <summary>Every state, by its name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<PortalStage, string, Task>> States = new Dictionary<string, Func<PortalStage, string, Task>>(StringComparer.Ordinal)
    {
        ["demo"] = static (stage, team) => stage.LiveDemoAsync(team),
        ["busy"] = BusyAsync,
        ["empty"] = (stage, team) => OpenAsync(stage, team, "pro", 3),
        ["trial"] = TrialAsync,
        ["exhausted"] = ExhaustedAsync,
        ["budget"] = BudgetAsync,
        ["members"] = MembersAsync,
        ["closed"] = ClosedAsync,
        ["names"] = NamesAsync,
    };

    /// <summary>More of them, which only their numbers make differ: to be looked at.</summary>
    public static readonly IReadOnlyDictionary<string, Func<PortalStage, string, Task>> Large = new Dictionary<string, Func<PortalStage, string, Task>>(StringComparer.Ordinal)
    {
        ["many"] = ManyAsync,
        ["million"] = MillionAsync,
    };

    /// <summary>What is looked at in a state, behind the page's address: names wherever they stand, else the page.</summary>
    public static string[] PlacesOf(string state) => state == "names" ? ["", "/auto-bid?member=m0", "?edit=m0", "?member=ada&find=script"] : [""];

    /// <summary>Five people at work, with regenerations, things given back, a hold and extra credits.</summary>
    public static async Task BusyAsync(PortalStage stage, string team)
    {
        await OpenAsync(stage, team, "pro", 5);
        foreach (var (id, name, role) in new[] { ("ben", "Ben Okafor", "admin"), ("chloe", "Chloé Martin", "member"), ("dev", "Dev Patel", "member"), ("emi", "Emi Tanaka", "member") })
        {
            await stage.AskAsync(HttpMethod.Put, $"{team}/members/{id}", new { name, role });
        }

        await stage.AskAsync(HttpMethod.Post, $"{team}/extra", new { credits = 120, reason = "Welcome" }, "welcome");
        string[] members = ["ada", "ben", "chloe", "dev", "emi", "ada", "chloe", "ada"];
        await DebitAsync(stage, team, 420, n => new
        {
            key = $"d{n}",
            memberId = members[n % members.Length],
            action = Actions[(n * n + (n / 3)) % (n % 5 == 0 ? 8 : 4)],
            jobId = $"01f{4096 + (n / 3):x}",
            regeneration = n % 7 == 0,
        });
        var failed = await stage.AskAsync(HttpMethod.Post, $"{team}/debits", new { memberId = "chloe", action = "cover_letter", jobId = "01f9a2" }, "failed");
        await stage.AskAsync(HttpMethod.Post, $"{team}/debits/{failed.GetProperty("entryId")}/reversal", new { reason = "The letter came back empty" });
        await stage.AskAsync(HttpMethod.Post, $"{team}/debits", new { memberId = "dev", action = "answer", holdSeconds = 3600 }, "held");
    }

    public static async Task OpenAsync(PortalStage stage, string team, string plan, int seats, string name = "Harbour & Pine", string owner = "Ada Lindqvist") =>
        await stage.AskAsync(HttpMethod.Put, team, Team(plan, seats, name, owner));

    public static object Team(string plan, int seats, string name = "Harbour & Pine", string owner = "Ada Lindqvist") =>
        new { name, timeZone = "Europe/Berlin", owner = new { memberId = "ada", name = owner }, subscription = new { plan, seats } };

    private static async Task TrialAsync(PortalStage stage, string team)
    {
        await stage.AskAsync(HttpMethod.Put, team, new { name = "Harbour & Pine", owner = new { memberId = "ada", name = "Ada Lindqvist" }, trial = true });
        await DebitAsync(stage, team, 4, n => new { key = $"d{n}", memberId = "ada", action = Actions[n] });
    }

    private static async Task ExhaustedAsync(PortalStage stage, string team)
    {
        await OpenAsync(stage, team, "lite", 1);
        await DebitAsync(stage, team, 100, n => new { key = $"d{n}", memberId = "ada", action = Actions[n % 4] });
    }

    private static async Task BudgetAsync(PortalStage stage, string team)
    {
        await OpenAsync(stage, team, "pro", 2);
        await stage.AskAsync(HttpMethod.Put, $"{team}/budget", new { budget = 5 });
        await DebitAsync(stage, team, 5, n => new { key = $"d{n}", memberId = "ada", action = Actions[n] });
    }

    /// <summary>Budgets of every kind, one of them used up, and what Auto Bid may take.</summary>
    public static async Task MembersAsync(PortalStage stage, string team)
    {
        await BusyAsync(stage, team);
        await stage.AskAsync(HttpMethod.Put, $"{team}/budget", new { budget = 200 });
        await stage.AskAsync(HttpMethod.Put, $"{team}/automation-budget", new { percent = 60 });
        await stage.AskAsync(HttpMethod.Put, $"{team}/members/dev", new { name = "Dev Patel", role = "member", budget = 20 });
        await stage.AskAsync(HttpMethod.Put, $"{team}/members/emi", new { name = "Emi Tanaka", role = "member", budget = (int?)null });
        await stage.AskAsync(HttpMethod.Put, $"{team}/auto-top-up", new { enabled = true, threshold = 50, pack = "small", mostPerCycle = 2 });
    }

    private static async Task ManyAsync(PortalStage stage, string team)
    {
        await OpenAsync(stage, team, "max", 200);
        for (var n = 1; n < 200; n++)
        {
            await stage.AskAsync(HttpMethod.Put, $"{team}/members/m{n}", new { name = $"{(n % 3 == 0 ? "Alexandra Konstantinopoulou" : "Sam Lee")} {n}", role = n % 20 == 0 ? "admin" : "member", budget = n % 7 });
        }

        await DebitAsync(stage, team, 1200, n => new { key = $"d{n}", memberId = n % 4 == 0 ? "ada" : $"m{(n * 7 % 199) + 1}", action = Actions[n % 6], jobId = $"j{n / 4}" });
    }

    private static async Task MillionAsync(PortalStage stage, string team)
    {
        await OpenAsync(stage, team, "max", 2000);
        await stage.AskAsync(HttpMethod.Post, $"{team}/extra", new { credits = 1_000_000, reason = "Welcome" }, "welcome");
        await DebitAsync(stage, team, 5000, n => new { key = $"d{n}", memberId = "ada", action = Actions[n % 5], jobId = $"j{n / 4}" });
    }

    /// <summary>Two teams whom time makes what they are: who did not subscribe in time, and whose card is declined at the renewal.</summary>
    public static async Task AgeAsync(PortalStage stage, string ended, string pastDue)
    {
        foreach (var team in new[] { ended, pastDue })
        {
            await stage.AskAsync(HttpMethod.Put, team, new { name = "Harbour & Pine", owner = new { memberId = "ada", name = "Ada Lindqvist" }, trial = true });
        }

        await DebitAsync(stage, ended, 8, n => new { key = $"d{n}", memberId = "ada", action = Actions[n] });
        var order = await stage.AskAsync(HttpMethod.Post, $"{pastDue}/checkout", new { plan = "pro", seats = 3 }, "subscribe");
        stage.Stripe.PayCheckout(order.GetProperty("sessionId").GetString()!);
        var standing = await stage.AskAsync(HttpMethod.Post, $"{pastDue}/reconcile");
        await stage.AskAsync(HttpMethod.Post, $"{pastDue}/extra", new { credits = 40, reason = "Sorry" }, "sorry");
        await DebitAsync(stage, pastDue, 300, n => new { key = $"d{n}", memberId = "ada", action = Actions[n % 6], jobId = $"j{n / 3}" });
        stage.Stripe.SetCard(standing.GetProperty("customer").GetString()!, CardBehaviour.Fails);
        await stage.AgeAsync(TimeSpan.FromDays(32));
        await stage.AskAsync(HttpMethod.Post, $"{pastDue}/reconcile");
    }

    private static async Task ClosedAsync(PortalStage stage, string team)
    {
        await BusyAsync(stage, team);
        await stage.AskAsync(HttpMethod.Delete, team);
    }

    private static async Task NamesAsync(PortalStage stage, string team)
    {
        var endless = string.Concat(Enumerable.Repeat("Wolfeschlegelsteinhausen", 9))[..200];
        await OpenAsync(stage, team, "max", 200, "<img src=x onerror=alert(1)>", endless);
        for (var n = 0; n < 12; n++)
        {
            await stage.AskAsync(HttpMethod.Put, $"{team}/members/m{n}", new { name = n % 2 == 0 ? $"<script>alert({n})</script>" : $"Member number {n}", role = "member" });
        }

        await DebitAsync(stage, team, 200, n => new { key = $"d{n}", memberId = n % 3 == 0 ? "ada" : $"m{n % 12}", action = Actions[n % 8], jobId = new string('j', 64) });
    }

    private static async Task DebitAsync(PortalStage stage, string team, int count, Func<int, object> debit)
    {
        foreach (var batch in Enumerable.Range(0, count).Select(debit).Chunk(500))
        {
            await stage.AskAsync(HttpMethod.Post, $"{team}/debits/batch", new { debits = batch });
        }
    }
}
