using System.Net;
using Purser.Insights;

namespace Purser.Gateway.Tests;

public sealed class InsightTests(GatewayHost gateway)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static readonly TeamForecast Forecast = new(
        Now, "Europe/Kyiv", Now.AddDays(20), Resets: true, new Credits(90), new Credits(80),
        new ForecastBasis(new DateOnly(2026, 2, 1), 37.5, [10, 10, 10, 10, 10, 1.5, 0.5]),
        new UseForecast(new Credits(120), new Credits(150), new Credits(190)),
        new DryForecast(Now.AddDays(8), Now.AddDays(10), Now.AddDays(13), 0.99),
        new DryForecast(Now.AddDays(10), Now.AddDays(12), Latest: null, 0.85));

    private static readonly RemedyOffer[] Offers =
    [
        new(RemedyKind.Packs, new Credits(100), Covers: true, 1200, Monthly: 2400, Per100: 1200, [new PackCount("small", 1)]),
        new(RemedyKind.Plan, new Credits(450), Covers: true, 2000, Monthly: 2000, Per100: 667, [], "pro", 3),
    ];

    private Api Api => gateway.Api;

    [Fact]
    public async Task Without_anything_to_say_nothing_is_said()
    {
        await Api.OpenAsync("quiet");

        (await Api.GetAsync("/v1/teams/quiet/insights?days=7")).ShouldBe(HttpStatusCode.OK, """{"days":7,"items":[]}""");
    }

    [Fact]
    public async Task Each_cause_has_its_numbers_a_sentence_and_an_action_with_what_it_would_have_saved()
    {
        await Api.OpenAsync("causes");
        var (anna, job) = (MemberId.Parse("anna"), JobId.Parse("job-7"));
        gateway.Teams["causes"].Insights = new TeamInsights(
            30, Now.AddDays(-30), Now, new Credits(200),
            new JobAssistantInsight(60, 45, 5, [new MemberCredits(anna, 45)]),
            new RegenerationsInsight(50, [new JobCredits(job, 9)], [new MemberCredits(anna, 50)], new() { [AiAction.CoverLetter] = 50 }),
            new MemberAheadInsight(anna, "Anna", new Credits(150), new Credits(200), 4, new Credits(20), new Credits(75), new Credits(75)),
            new RunningDryInsight(Forecast, "usd", Offers));

        var answer = await Api.GetAsync("/v1/teams/causes/insights");

        answer.ShouldBe(HttpStatusCode.OK, $$$"""
            {"days":30,"items":[
              {"kind":"running_dry",
               "summary":"Credits are likely to run dry 22 March, from 20 March on, and perhaps not at all; the pool refills 30 March.",
               "forecast":{{{ForecastJson()}}},
               "action":{"kind":"buy_packs",
                 "text":"Top up: 1 × small for 12.00 USD. Month after month the cheapest is pro for 3 seats: 20.00 USD instead of 24.00 USD.","saves":100}},
              {"kind":"member_ahead","summary":"Anna used 150 of the team's 200 credits in this cycle: 75 %, where an equal share is 25 %. Auto Bid took 20 of them.",
               "memberId":"anna","used":150,"teamUsed":200,"share":0.75,"equalShare":0.25,"autoBidCredits":20,"budget":75,
               "action":{"kind":"set_budget","text":"A budget of 75 credits would have left 75 for the others.","saves":75}},
              {"kind":"regenerations","summary":"50 of 200 credits went on generating results again, 9 of them for job job-7.",
               "from":"2026-02-08T12:00:00Z","to":"2026-03-10T12:00:00Z","credits":50,"share":0.25,
               "jobs":[{"jobId":"job-7","credits":9}],"members":[{"memberId":"anna","credits":50}],
               "actions":[{"action":"cover_letter","label":"Cover Letter","credits":50}],
               "action":{"kind":"accept_first","text":"Accept the first result and edit small things by hand.","saves":50}},
              {"kind":"job_assistant_on_every_job",
               "summary":"45 of 60 runs of the Job Assistant led to no letter, answer or bid within seven days (5 of them are younger than that).",
               "from":"2026-02-08T12:00:00Z","to":"2026-03-10T12:00:00Z","credits":60,"ledNowhere":45,"undecided":5,"share":0.75,
               "members":[{"memberId":"anna","credits":45}],
               "action":{"kind":"open_fewer_jobs",
                 "text":"Filter by budget, date and client before opening jobs, and run the Job Assistant on those you might bid on.","saves":45}}]}
            """);
    }

    [Fact]
    public async Task The_forecast_says_when_credits_run_dry_whether_extra_carries_and_what_helps_at_what_price()
    {
        await Api.OpenAsync("dry");
        gateway.Teams["dry"].Forecast = new PricedForecast(Forecast, "usd", Offers);

        (await Api.GetAsync("/v1/teams/dry/forecast")).ShouldBe(HttpStatusCode.OK, ForecastJson());
    }

    [Fact]
    public async Task What_is_near_is_said_to_the_hour_of_the_team_and_that_little_is_known_too()
    {
        await Api.OpenAsync("near");
        gateway.Teams["near"].Forecast = new PricedForecast(
            Forecast with
            {
                Basis = Forecast.Basis! with { Days = 1.5 },
                Dry = new DryForecast(Now.AddHours(3), Now.AddHours(5), Now.AddDays(4), 1),
            },
            "usd", []);

        Assert.Equal(
            "Credits are likely to run dry 10 March 19:00, between 10 March 17:00 and 14 March in four of five cases; the pool refills 30 March. "
                + "This goes by less than three days of use.",
            (await Api.GetAsync("/v1/teams/near/forecast")).Json.GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Without_use_there_is_no_forecast_and_it_says_so()
    {
        await Api.OpenAsync("new");

        (await Api.GetAsync("/v1/teams/new/forecast")).ShouldBe(HttpStatusCode.OK, """
            {"summary":"Too little was used lately to say when credits run dry.","at":"2026-03-01T00:00:00Z","timeZone":"UTC",
             "until":"2026-04-01T00:00:00Z","resets":true,"spendable":750,"pool":750,"basis":null,"use":null,"poolDry":null,"dry":null,
             "extraCarries":null,"currency":"usd","options":[]}
            """);
    }

    private static string ForecastJson() => """
        {"summary":"Credits are likely to run dry 22 March, from 20 March on, and perhaps not at all; the pool refills 30 March.",
         "at":"2026-03-10T12:00:00Z","timeZone":"Europe/Kyiv","until":"2026-03-30T12:00:00Z","resets":true,"spendable":90,"pool":80,
         "basis":{"from":"2026-02-01","days":37.5,"perWeekday":[10,10,10,10,10,1.5,0.5]},
         "use":{"low":120,"likely":150,"high":190},
         "poolDry":{"earliest":"2026-03-18T12:00:00Z","likely":"2026-03-20T12:00:00Z","latest":"2026-03-23T12:00:00Z","chance":0.99},
         "dry":{"earliest":"2026-03-20T12:00:00Z","likely":"2026-03-22T12:00:00Z","latest":null,"chance":0.85},
         "extraCarries":"perhaps","currency":"usd",
         "options":[
           {"kind":"packs","credits":100,"covers":true,"amount":1200,"monthly":2400,"per100":1200,"packs":[{"pack":"small","count":1}],"plan":null,"seats":null},
           {"kind":"plan","credits":450,"covers":true,"amount":2000,"monthly":2000,"per100":667,"packs":[],"plan":"pro","seats":3}]}
        """;
}
