using System.Net;

namespace Purser.Gateway.Tests;

public sealed class TeamTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_trial_is_opened_and_its_credits_document_answered()
    {
        const string Body = """{"name":"Ümläut & Söhne","owner":{"memberId":"anna","name":"Anna"},"trial":true}""";
        const string Document = """
            {"teamId":"trial","name":"Ümläut & Söhne","status":"trialing","plan":null,"seats":null,"total":750,"remaining":750,
             "used":0,"usedFromPool":0,"usedFromExtra":0,"extra":0,
             "cycle":{"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"},"resetsAt":"2026-04-01T00:00:00Z",
             "trial":{"day":1,"of":14,"endsAt":"2026-03-15T00:00:00Z"},"version":1,"held":0,"spendable":750,"blockedBy":null,"seatsOver":0,
             "automation":{"credits":null,"percent":null,"cap":null,"used":7,"left":null},"closedAt":null}
            """;

        (await Api.PutAsync("/v1/teams/trial", Body)).ShouldBe(HttpStatusCode.Created, Document);
        (await Api.PutAsync("/v1/teams/trial", Body)).ShouldBe(HttpStatusCode.OK, Document);
        (await Api.GetAsync("/v1/teams/trial/credits")).ShouldBe(HttpStatusCode.OK, Document);
    }

    [Fact]
    public async Task A_subscription_is_opened()
    {
        var answer = await Api.PutAsync("/v1/teams/subscribed", """
            {"name":"Acme","timeZone":"Europe/Berlin","owner":{"memberId":"anna","name":"Anna"},
             "subscription":{"plan":"pro","seats":3,"anchor":"2026-01-31T01:00:00.1234567+01:00"}}
            """);

        answer.ShouldBe(HttpStatusCode.Created, """
            {"teamId":"subscribed","name":"Acme","status":"active","plan":"pro","seats":3,"total":750,"remaining":750,
             "used":0,"usedFromPool":0,"usedFromExtra":0,"extra":0,
             "cycle":{"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"},"resetsAt":"2026-04-01T00:00:00Z",
             "trial":null,"version":1,"held":0,"spendable":750,"blockedBy":null,"seatsOver":0,
             "automation":{"credits":null,"percent":null,"cap":null,"used":7,"left":null},"closedAt":null}
            """);
    }

    [Theory]
    [InlineData("2026-01-31T00:00:00Z", "2026-01-31T01:00:00+01:00")]
    [InlineData("2026-01-31T00:00:00.123456Z", "2026-01-31T00:00:00.1234569Z")]
    public async Task The_same_instant_written_otherwise_is_the_same_request(string once, string again)
    {
        var teamId = $"instant-{once.Length}";
        Assert.Equal(HttpStatusCode.Created, (await Api.PutAsync($"/v1/teams/{teamId}", Subscribed(once))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Api.PutAsync($"/v1/teams/{teamId}", Subscribed(again))).Status);
    }

    [Fact]
    public async Task The_time_zone_is_utc_unless_said()
    {
        await Api.OpenAsync("zone");

        var answer = await Api.PutAsync("/v1/teams/zone", """
            {"name":"Acme","timeZone":"UTC","owner":{"memberId":"anna","name":"Anna"},"trial":false,
             "subscription":{"plan":"pro","seats":3,"anchor":null}}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_team_that_was_opened_otherwise_is_a_conflict()
    {
        await Api.OpenAsync("differs");

        (await Api.PutAsync("/v1/teams/differs", """{"name":"Other","owner":{"memberId":"anna","name":"Anna"},"trial":true}"""))
            .ShouldBeProblem(HttpStatusCode.Conflict, "team-differs");
    }

    [Fact]
    public async Task An_unknown_plan_is_pointed_to_and_the_known_ones_are_named()
    {
        var answer = await Api.PutAsync("/v1/teams/no-plan", Subscribed("2026-01-31T00:00:00Z").Replace("pro", "nope", StringComparison.Ordinal));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "unknown-plan");
        Assert.Contains("lite, pro, max", answer.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal("#/subscription/plan", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Theory]
    [InlineData("\"trial\":false", "#")]
    [InlineData("\"timeZone\":\"UTC\"", "#")]
    [InlineData("\"trial\":true,\"subscription\":{\"plan\":\"pro\",\"seats\":1}", "#")]
    [InlineData("\"trial\":true,\"timeZone\":\"Europe/Nowhere\"", "#/timeZone")]
    [InlineData("\"trial\":true,\"timeZone\":\"europe/berlin\"", "#/timeZone")]
    [InlineData("\"trial\":true,\"timeZone\":\"../../etc/passwd\"", "#/timeZone")]
    [InlineData("\"trial\":true,\"timeZone\":\"/etc/localtime\"", "#/timeZone")]
    [InlineData("\"trial\":true,\"timeZone\":\"UTC\\u0000\"", "#/timeZone")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1,\"anchor\":\"2026-01-31\"}", "#/subscription/anchor")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1,\"anchor\":\"2026-01-31T00:00:00\"}", "#/subscription/anchor")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1,\"anchor\":\"2026-02-30T00:00:00Z\"}", "#/subscription/anchor")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1,\"anchor\":\"1999-12-31T23:59:59Z\"}", "#/subscription/anchor")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1,\"anchor\":\"2100-01-01T00:00:00Z\"}", "#/subscription/anchor")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":0}", "#/subscription/seats")]
    [InlineData("\"subscription\":{\"plan\":\"pro\",\"seats\":1000001}", "#/subscription/seats")]
    public async Task What_a_team_cannot_be_is_pointed_to(string members, string place)
    {
        var answer = await Api.PutAsync("/v1/teams/cannot", $$"""{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},{{members}} }""");

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(place, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(0, gateway.Teams["cannot"].Calls);
    }

    [Theory]
    [InlineData("credits")]
    [InlineData("credits?member=anna")]
    [InlineData("can-spend?member=anna")]
    [InlineData("members")]
    [InlineData("usage")]
    [InlineData("audit")]
    [InlineData("ledger")]
    [InlineData("top-ups")]
    [InlineData("auto-top-up")]
    [InlineData("insights")]
    [InlineData("forecast")]
    public async Task An_unknown_team_is_not_found(string what) =>
        (await Api.GetAsync($"/v1/teams/nobody/{what}")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    private static string Subscribed(string anchor) => $$"""
        {"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3,"anchor":"{{anchor}}"} }
        """;
}
