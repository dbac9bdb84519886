using System.Net;
using Purser.AutoBid;

namespace Purser.Gateway.Tests;

public sealed class AutoBidTests(GatewayHost gateway)
{
    private static readonly DateOnly Day = new(2026, 3, 7);

    private Api Api => gateway.Api;

    [Fact]
    public async Task It_is_off_until_it_is_set_and_then_as_it_was_set()
    {
        await Api.OpenAsync("bid-set");
        const string Path = "/v1/teams/bid-set/auto-bid/anna";

        (await Api.GetAsync(Path)).ShouldBe(HttpStatusCode.OK, """{"enabled":false,"query":"","threshold":70,"dailyCap":50,"dailyCredits":null}""");
        (await Api.PutAsync(Path, """{"enabled":true,"query":"react -php","threshold":0,"dailyCap":0}""")).ShouldBe(
            HttpStatusCode.OK, """{"enabled":true,"query":"react -php","threshold":0,"dailyCap":0,"dailyCredits":null}""");
        (await Api.PutAsync(Path, """{"enabled":false,"query":"","threshold":100,"dailyCap":100000,"dailyCredits":2}""")).ShouldBe(
            HttpStatusCode.OK, """{"enabled":false,"query":"","threshold":100,"dailyCap":100000,"dailyCredits":2}""");
        (await Api.GetAsync(Path)).ShouldBe(HttpStatusCode.OK, """{"enabled":false,"query":"","threshold":100,"dailyCap":100000,"dailyCredits":2}""");
    }

    [Theory]
    [InlineData("skil:react", 0)]
    [InlineData("react (vue", 6)]
    [InlineData("react budget:cheap", 6)]
    public async Task A_query_that_cannot_be_read_is_pointed_into(string query, int from)
    {
        await Api.OpenAsync("bid-query");

        var put = await Api.PutAsync("/v1/teams/bid-query/auto-bid/anna", $$"""{"enabled":true,"query":"{{query}}","threshold":70,"dailyCap":50}""");
        var tried = await Api.GetAsync($"/v1/teams/bid-query/auto-bid/anna/what-if?query={Uri.EscapeDataString(query)}");

        put.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-query");
        tried.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-query");
        Assert.Equal("#/query", put.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal("query", tried.Json.GetProperty("errors")[0].GetProperty("parameter").GetString());
        Assert.InRange(put.Json.GetProperty("errors")[0].GetProperty("position").GetInt32(), from, query.Length);
        Assert.Equal("off", (await Api.GetAsync("/v1/teams/bid-query/auto-bid/anna")).Json.GetProperty("enabled").GetBoolean() ? "on" : "off");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/funnel")]
    [InlineData("/what-if")]
    public async Task An_unknown_member_is_not_found(string what)
    {
        await Api.OpenAsync("bid-nobody");

        (await Api.GetAsync($"/v1/teams/bid-nobody/auto-bid/nobody{what}")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await Api.PutAsync("/v1/teams/bid-nobody/auto-bid/nobody", """{"enabled":true,"query":"","threshold":70,"dailyCap":50}"""))
            .ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
    }

    [Fact]
    public async Task The_funnel_has_a_row_a_day_and_their_sum()
    {
        await Api.OpenAsync("bid-funnel");
        var bid = gateway.Teams["bid-funnel"].AutoBid(MemberId.Parse("anna"));
        bid.Days =
        [
            new FunnelDay(Day.AddDays(-1), 10, 4, 3, 5, 2, 9, 3, StopCause.CreditRefused, RefusalReason.CreditsExhausted),
            new FunnelDay(Day, 2, 1, 1, 1, 0, 2, 1),
        ];
        bid.Stops =
        [
            new DayStop(Day.AddDays(-1), new DateTimeOffset(2026, 3, 6, 8, 0, 0, TimeSpan.Zero), StopCause.DailyCapReached, null),
            new DayStop(Day.AddDays(-1), new DateTimeOffset(2026, 3, 6, 9, 30, 0, TimeSpan.Zero), StopCause.CreditRefused, RefusalReason.CreditsExhausted),
        ];

        (await Api.GetAsync("/v1/teams/bid-funnel/auto-bid/anna/funnel?from=2026-03-06&to=2026-03-07")).ShouldBe(HttpStatusCode.OK, """
            {"days":[
              {"day":"2026-03-06","scanned":10,"matched":4,"submitted":3,"skipped":5,"failed":2,"credits":12,"matchCredits":9,"bidCredits":3,
               "stoppedBy":"credit_refused","refusal":"credits_exhausted",
               "stops":[{"at":"2026-03-06T08:00:00Z","stoppedBy":"daily_cap_reached","refusal":null},
                        {"at":"2026-03-06T09:30:00Z","stoppedBy":"credit_refused","refusal":"credits_exhausted"}]},
              {"day":"2026-03-07","scanned":2,"matched":1,"submitted":1,"skipped":1,"failed":0,"credits":3,"matchCredits":2,"bidCredits":1,
               "stoppedBy":null,"refusal":null,"stops":[]}],
             "total":{"scanned":12,"matched":5,"submitted":4,"skipped":6,"failed":2,"credits":15,"matchCredits":11,"bidCredits":4}}
            """);
        Assert.Equal(((DateOnly?)Day.AddDays(-1), (DateOnly?)Day), bid.LastQuestion);
    }

    [Theory]
    [InlineData("funnel?from=2026-03-08&to=2026-03-07", "from")]
    [InlineData("funnel?from=2025-01-01&to=2026-03-07", "from")]
    [InlineData("funnel?from=2026-03-07", "to")]
    [InlineData("funnel?from=yesterday&to=2026-03-07", "from")]
    [InlineData("funnel?to=2026-02-30", "to")]
    [InlineData("funnel?day=1", "day")]
    [InlineData("what-if?threshold=101", "threshold")]
    [InlineData("what-if?dailyCap=-1", "dailyCap")]
    [InlineData("what-if?dailyCredits=1", "dailyCredits")]
    [InlineData("what-if?dailyCredits=unlimited", "dailyCredits")]
    [InlineData("what-if?days=91", "days")]
    [InlineData("what-if?days=0", "days")]
    [InlineData("what-if?query=%00", "query")]
    public async Task What_cannot_be_asked_is_refused_with_its_parameter(string what, string parameter)
    {
        await Api.OpenAsync("bid-bad");

        var answer = await Api.GetAsync($"/v1/teams/bid-bad/auto-bid/anna/{what}");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(parameter, answer.Json.GetProperty("errors")[0].GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task What_if_passes_on_what_is_asked_and_answers_both_sides()
    {
        await Api.OpenAsync("bid-if");
        var bid = gateway.Teams["bid-if"].AutoBid(MemberId.Parse("anna"));
        bid.WhatIfAnswer = new WhatIfAnswer(
            new AutoBidSettings(Enabled: true, "react", 80, 10, DailyCredits: null), Day.AddDays(-2), Day,
            [new FunnelDay(Day, 2, 1, 1, 1, 0, 2, 1)], [new FunnelDay(Day, 4, 3, 3, 1, 0, 4, 3, StopCause.DailyCapReached)], [Day]);

        (await Api.GetAsync("/v1/teams/bid-if/auto-bid/anna/what-if?threshold=80&dailyCap=10&dailyCredits=none&days=3&query=react")).ShouldBe(HttpStatusCode.OK, """
            {"settings":{"query":"react","threshold":80,"dailyCap":10,"dailyCredits":null},"from":"2026-03-05","to":"2026-03-07",
             "would":{"days":[{"day":"2026-03-07","scanned":2,"matched":1,"submitted":1,"skipped":1,"failed":0,"credits":3,"matchCredits":2,"bidCredits":1,
               "stoppedBy":null,"refusal":null}],
              "total":{"scanned":2,"matched":1,"submitted":1,"skipped":1,"failed":0,"credits":3,"matchCredits":2,"bidCredits":1}},
             "was":{"days":[{"day":"2026-03-07","scanned":4,"matched":3,"submitted":3,"skipped":1,"failed":0,"credits":7,"matchCredits":4,"bidCredits":3,
               "stoppedBy":"daily_cap_reached","refusal":null}],
              "total":{"scanned":4,"matched":3,"submitted":3,"skipped":1,"failed":0,"credits":7,"matchCredits":4,"bidCredits":3}},
             "lowerBounds":["2026-03-07"]}
            """);
        Assert.Equal(new WhatIfQuestion(3, "react", 80, 10, DailyCredits: null, SetsDailyCredits: true), bid.LastQuestion);
        await Api.GetAsync("/v1/teams/bid-if/auto-bid/anna/what-if");
        Assert.Equal(new WhatIfQuestion(7), bid.LastQuestion);
    }

    [Fact]
    public async Task Insights_say_what_both_halves_cost_each_member_and_what_would_have_spared_some()
    {
        await Api.OpenAsync("bid-why");
        await Api.PutAsync("/v1/teams/bid-why/members/ben", """{"name":"Ben","role":"member"}""");
        gateway.Teams["bid-why"].AutoBid(MemberId.Parse("anna")).Advice = Advice(30, 10, []);
        gateway.Teams["bid-why"].AutoBid(MemberId.Parse("ben")).Advice = Advice(60, 20, [new QueryCut("-skill:\"php\"", 25, 1)]);

        (await Api.GetAsync("/v1/teams/bid-why/insights?days=7")).ShouldBe(HttpStatusCode.OK, """
            {"days":7,"items":[
              {"kind":"auto_bid_both_halves","memberId":"ben",
               "summary":"Matching took 60 credits for 20 submissions; 40 of them went on jobs that were skipped. Adding -skill:\"php\" to the search would have spared 25.",
               "from":"2026-03-01","to":"2026-03-07","matchCredits":60,"bidCredits":20,"submitted":20,"skipped":40,"threshold":70,
               "halvingThreshold":null,"halvingDailyCap":5,"cuts":[{"term":"-skill:\"php\"","matchCredits":25,"submissions":1}],"words":[],
               "action":{"kind":"narrow_search","text":"Add -skill:\"php\" to the search.","saves":26}},
              {"kind":"auto_bid_both_halves","memberId":"anna",
               "summary":"Matching took 30 credits for 10 submissions; 20 of them went on jobs that were skipped. A daily cap of 5 would have halved it.",
               "from":"2026-03-01","to":"2026-03-07","matchCredits":30,"bidCredits":10,"submitted":10,"skipped":20,"threshold":70,
               "halvingThreshold":null,"halvingDailyCap":5,"cuts":[],"words":[{"words":"vue","skipped":9,"submitted":1}],
               "action":{"kind":"lower_daily_cap","text":"Lower the daily cap to 5.","saves":15}}]}
            """);
    }

    private static AutoBidAdvice Advice(int matching, int submitted, QueryCut[] cuts) => new(
        Day.AddDays(-6), Day, AutoBidSettings.Default, matching, submitted, submitted, matching - submitted, HalvingThreshold: null, HalvingDailyCap: 5, cuts, HalvingDailyCapSaves: 15,
        Words: cuts.Length == 0 ? [new QueryWords("vue", 9, 1)] : null);
}
