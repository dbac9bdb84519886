using System.Net;
using Purser.Billing;
using Purser.History;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class TopUpsTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task Packs_grants_and_claims_are_listed()
    {
        await Api.OpenAsync("top-ups");
        var team = gateway.Teams["top-ups"];
        team.TopUps.Add(new TopUp("cs_2", "small", new Credits(100), 1200, "usd", TopUpStatus.Open, IsAutomatic: false, FakeTeam.Start.AddDays(2)));
        team.TopUps.Add(new TopUp("pi_1", "medium", new Credits(500), 4900, "usd", TopUpStatus.Paid, IsAutomatic: true, FakeTeam.Start));
        team.Entries.AddRange(
        [
            Entry(5, LedgerEntry.PackClaimed, """{"purchaseId":"pi_1","cause":"refund","claimId":"ch_1","claimed":250,"taken":200,"shortfall":50}"""),
            Entry(4, "cycle_started", """{"cause":"access"}"""),
            Entry(3, LedgerEntry.ExtraGranted, """{"credits":100,"reason":"Entschädigung & Dank"}"""),
        ]);

        (await Api.GetAsync("/v1/teams/top-ups/top-ups")).ShouldBe(HttpStatusCode.OK, """
            {"items":[{"id":"cs_2","pack":"small","credits":100,"amount":1200,"currency":"usd","status":"open","automatic":false,"createdAt":"2026-03-03T00:00:00Z"},
                      {"id":"pi_1","pack":"medium","credits":500,"amount":4900,"currency":"usd","status":"paid","automatic":true,"createdAt":"2026-03-01T00:00:00Z"}],
             "grants":[{"entryId":5,"kind":"pack_claimed","at":"2026-03-01T00:00:05Z","purchaseId":"pi_1","cause":"refund","claimId":"ch_1","claimed":250,"taken":200,"shortfall":50},
                       {"entryId":3,"kind":"extra_granted","at":"2026-03-01T00:00:03Z","credits":100,"reason":"Entschädigung & Dank"}]}
            """);
    }

    [Fact]
    public async Task A_team_that_bought_nothing_has_empty_lists()
    {
        await Api.OpenAsync("nothing-bought");

        (await Api.GetAsync("/v1/teams/nothing-bought/top-ups")).ShouldBe(HttpStatusCode.OK, """{"items":[],"grants":[]}""");
    }

    [Fact]
    public async Task Automatic_top_ups_are_switched_on_and_off()
    {
        await Api.OpenAsync("auto");
        const string Path = "/v1/teams/auto/auto-top-up";
        const string Off = """{"enabled":false,"threshold":null,"pack":null,"mostPerCycle":null,"attemptsThisCycle":0,"inFlight":false,"lastFailure":null,"stopped":null,"heldBackBy":null,"heldBackUntil":null}""";
        const string On = """{"enabled":true,"threshold":50,"pack":"small","mostPerCycle":3,"attemptsThisCycle":0,"inFlight":false,"lastFailure":null,"stopped":null,"heldBackBy":null,"heldBackUntil":null}""";

        (await Api.GetAsync(Path)).ShouldBe(HttpStatusCode.OK, Off);
        (await Api.PutAsync(Path, """{"enabled":true,"threshold":50,"pack":"small","mostPerCycle":3}""")).ShouldBe(HttpStatusCode.OK, On);
        (await Api.GetAsync(Path)).ShouldBe(HttpStatusCode.OK, On);
        (await Api.PutAsync(Path, """{"enabled":false}""")).ShouldBe(HttpStatusCode.OK, Off);
    }

    [Fact]
    public async Task How_automatic_top_ups_go_is_told()
    {
        await Api.OpenAsync("auto-going");
        gateway.Teams["auto-going"].AutoTopUpStanding = new AutoTopUpStanding(
            new AutoTopUpTerms(new Credits(50), "small", 3),
            AttemptsThisCycle: 2,
            new AutoTopUpAttempt("a2", "small", new Credits(100), 1200, "usd", "cus_1", DateTimeOffset.UnixEpoch),
            "Your card was declined.",
            "An automatic purchase was refunded.",
            AutoTopUpHold.MostReached,
            FakeTeam.Start);

        (await Api.GetAsync("/v1/teams/auto-going/auto-top-up")).ShouldBe(HttpStatusCode.OK, """
            {"enabled":true,"threshold":50,"pack":"small","mostPerCycle":3,"attemptsThisCycle":2,"inFlight":true,"lastFailure":"Your card was declined.","stopped":"An automatic purchase was refunded.","heldBackBy":"most_reached","heldBackUntil":"2026-03-01T00:00:00Z"}
            """);
    }

    [Fact]
    public async Task An_unknown_pack_is_pointed_to_and_the_known_ones_are_named()
    {
        await Api.OpenAsync("auto-pack");

        var answer = await Api.PutAsync("/v1/teams/auto-pack/auto-top-up", """{"enabled":true,"threshold":50,"pack":"nope","mostPerCycle":3}""");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "unknown-pack");
        Assert.Equal("There is no pack nope; the packs are small, medium, large.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal("#/pack", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    private static LedgerEntry Entry(long id, string kind, string detail) => new(
        id, FakeTeam.Start.AddSeconds(id), kind, Bucket.Extra, Credits.One, FakeTeam.Start, Debit: null, detail, default);
}
