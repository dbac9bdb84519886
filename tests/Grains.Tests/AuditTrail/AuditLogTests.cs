using System.Text.Json;
using Purser.Access;
using Purser.Accounts;
using Purser.AuditTrail;
using Purser.Billing;
using Purser.Grains.Tests.AutoBid;
using Purser.Grains.Tests.Teams;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.AuditTrail;

/// <summary>Who changed what, as it is read after it was done.</summary>
public sealed class AuditLogTests(LedgerServer server)
{
    private static readonly Actor Anna = Actor.Member(MemberId.Parse("anna"));

    [Fact]
    public async Task Each_change_says_who_made_it_and_how_it_was_before()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        Actor.Operator.Act();
        var team = await cluster.OpenAsync(seats: 2);
        var ben = new MemberTerms(MemberId.Parse("ben"), "Ben", MemberRole.Member, BudgetRule.FollowsTeam);
        Anna.Act();
        await team.SetTeamBudget(new Credits(7));
        await team.SetTeamBudget(new Credits(7));
        await team.SetTeamBudget(null);
        await team.PutMember(ben);
        await team.PutMember(ben with { Role = MemberRole.Admin });
        await team.RemoveMember(ben.MemberId);
        await team.Change(new TeamChange(Name: "Acme & Sons", TimeZone: "Europe/Berlin"));
        await team.SetSubscription(new SubscriptionTerms("tiny", 3, Anchor: null));
        Actor.Key("key_1").Act();
        await team.GrantExtra(new ExtraGrant("gift", new Credits(50), "an apology"));
        await team.GrantExtra(new ExtraGrant("gift", new Credits(50), "an apology"));
        await team.Debit(new DebitRequest("d", MemberId.Parse("olga"), AiAction.Answer));

        var log = await ReadAsync(cluster);

        Assert.Equal(
            [
                "operator team_opened - -> Acme",
                "member:anna team_budget_set null -> 7", "member:anna team_budget_set 7 -> null",
                "member:anna member_put - -> member", "member:anna member_put member -> admin", "member:anna member_removed admin -> -",
                "member:anna team_renamed Acme -> Acme & Sons", "member:anna time_zone_changed UTC -> Europe/Berlin",
                "member:anna subscription_changed 2 -> 3", "key:key_1 extra_granted 0 -> 50",
            ],
            log.Select(Told));
        Assert.Equal(log.Select(static entry => entry.EntryId), log.Select(static entry => entry.EntryId).Order());
        Assert.Equal("ben", log[4].Subject);
        Assert.DoesNotContain(log, static entry => $"{entry}".Contains("Olga", StringComparison.Ordinal) || $"{entry}".Contains("Ben", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_time_does_is_done_by_nobody_whoever_looks()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = cluster.Team();
        await team.Open(new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null));
        cluster.Clock.Advance(TimeSpan.FromDays(30));

        Anna.Act();
        await team.SetTeamBudget(new Credits(7));

        Assert.Equal(["purser spending_ended - -> trial_ended", "member:anna team_budget_set null -> 7"], (await ReadAsync(cluster)).TakeLast(2).Select(Told));
    }

    [Fact]
    public async Task What_is_bought_refunded_and_switched_off_is_told_with_what_extra_was()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await cluster.OpenAsync();
        var billing = cluster.Client.GetGrain<ITeamBilling>("acme");
        Anna.Act();
        await billing.Buy(new PackPurchase("cs_1", "small", new Credits(100), 1200, "usd"));
        await billing.Claim("cs_1", [new MoneyClaim("ch_1", IsDispute: false, 600)]);
        await team.SetAutoTopUp(new AutoTopUpTerms(new Credits(5), "small", 2));
        await team.SetAutoTopUp(null);

        Assert.Equal(
            ["stripe pack_bought 0 -> 100", "stripe pack_claimed 100 -> 50", "member:anna auto_top_up_set False -> True", "member:anna auto_top_up_set True -> False"],
            (await ReadAsync(cluster)).TakeLast(4).Select(Told));
    }

    [Fact]
    public async Task Keys_and_Auto_Bid_are_told_once_each_and_never_a_secret()
    {
        await using var stage = await BidStage.SetAsync(server);
        var (cluster, secret, next) = (stage.Cluster, ApiKeySecret.New(), ApiKeySecret.New());
        var keys = cluster.Client.GetGrain<IApiKeys>(0);
        var now = cluster.Clock.GetUtcNow();
        Actor.Operator.Act();
        for (var twice = 0; twice < 2; twice++)
        {
            await keys.Add(new ApiKey("key_1", "Backend", ApiKeyScope.Team, TeamId.Parse("acme"), secret.Prefix, now, ExpiresAt: null), secret.Hash);
        }

        for (var twice = 0; twice < 2; twice++)
        {
            await keys.Rotate("key_1", next.Prefix, next.Hash, now, TimeSpan.Zero);
        }

        for (var twice = 0; twice < 2; twice++)
        {
            await keys.Revoke("key_1", now);
        }

        Actor.Member(MemberId.Parse("olga")).Act();
        for (var twice = 0; twice < 2; twice++)
        {
            await stage.AutoBid().SetSettings(BidStage.Wide with { DailyCap = 3 });
        }

        var log = await ReadAsync(cluster);

        Assert.Equal(
            ["operator api_key_created - -> key_1", "operator api_key_rotated key_1 -> key_1", "operator api_key_revoked key_1 -> key_1", "member:olga auto_bid_set 50 -> 3"],
            log.TakeLast(4).Select(Told));
        Assert.DoesNotContain(log, entry => $"{entry}".Contains(secret.Text, StringComparison.Ordinal) || $"{entry}".Contains(next.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_searched_and_turned_page_by_page()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var (acme, other) = (await cluster.OpenAsync(), await cluster.OpenAsync("other"));
        Anna.Act();
        await acme.SetTeamBudget(new Credits(1));
        cluster.Clock.Advance(TimeSpan.FromHours(1));
        var from = cluster.Clock.GetUtcNow();
        await acme.SetTeamBudget(new Credits(2));
        await other.SetTeamBudget(new Credits(3));

        Assert.Equal(["member:anna team_budget_set null -> 3", "member:anna team_budget_set 1 -> 2"], await ToldAsync(new(null, Anna.Text, null, from, null, null, 10)));
        Assert.Equal(["member:anna team_budget_set null -> 1"], await ToldAsync(new(null, null, AuditChange.TeamBudgetSet, null, from, null, 10)));
        Assert.Empty(await ToldAsync(new(TeamId.Parse("other"), "operator", null, null, null, null, 10)));
        var all = await cluster.Client.GetGrain<IAuditLog>(0).Read(new(TeamId.Parse("acme"), null, null, null, null, null, 10));
        var rest = await cluster.Client.GetGrain<IAuditLog>(0).Read(new(TeamId.Parse("acme"), null, null, null, null, all[0].Position, 10));
        Assert.Equal(all[1..], rest);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => cluster.Client.GetGrain<IAuditLog>(0).Read(new(null, null, null, null, null, null, 0)));

        async Task<string[]> ToldAsync(AuditLogQuery query) => Array.ConvertAll(await cluster.Client.GetGrain<IAuditLog>(0).Read(query), Told);
    }

    /// <summary>Whoever adds a kind of event decides whether it is told, and gives it a word.</summary>
    [Fact]
    public void Kinds_of_entries_have_the_same_numbers_and_words_in_the_log()
    {
        Assert.All(Enum.GetValues<AuditChange>().Where(static change => (byte)change < 100), static change => Assert.Equal($"{change}", $"{(EventKind)change}"));
        Assert.All(Enum.GetValues<AuditChange>().Where(static change => (byte)change >= 100), static change => Assert.False(Enum.IsDefined((EventKind)change)));
        Assert.Equal(
            Enum.GetValues<AuditChange>().Where(static change => (byte)change < 100).Select(static change => $"{change}").Order(StringComparer.Ordinal),
            typeof(TeamEvent).GetNestedTypes().Where(static kind => Audited.Is((TeamEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind)))
                .Select(static kind => kind.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Of the team, in its order.</summary>
    private static async Task<AuditEntry[]> ReadAsync(TeamCluster cluster)
    {
        var log = await cluster.Client.GetGrain<IAuditLog>(0).Read(new AuditLogQuery(TeamId.Parse("acme"), null, null, null, null, null, 100));
        return [.. log.Reverse()];
    }

    private static string Told(AuditEntry entry)
    {
        var word = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{entry.Change}");
        return $"{entry.Actor} {word} {Fact(entry, entry.Before)} -> {Fact(entry, entry.After)}";
    }

    /// <summary>The one fact that changed; - where nothing is said, or the fact is not there.</summary>
    private static string Fact(AuditEntry entry, string? facts)
    {
        string name = entry.Change switch
        {
            AuditChange.TeamBudgetSet => "budget",
            AuditChange.MemberPut or AuditChange.MemberRemoved => "role",
            AuditChange.TeamOpened or AuditChange.TeamRenamed => "name",
            AuditChange.TimeZoneChanged => "timeZone",
            AuditChange.SubscriptionChanged => "seats",
            AuditChange.SpendingEnded => "status",
            AuditChange.AutoTopUpSet => "enabled",
            AuditChange.AutoBidSet => "dailyCap",
            AuditChange.ApiKeyCreated or AuditChange.ApiKeyRotated or AuditChange.ApiKeyRevoked => "prefix",
            _ => "extra",
        };
        return facts is null || !JsonDocument.Parse(facts).RootElement.TryGetProperty(name, out var fact) ? "-"
            : fact.ValueKind == JsonValueKind.Null ? "null"
            : name == "prefix" ? entry.Subject!
            : $"{fact}";
    }
}
