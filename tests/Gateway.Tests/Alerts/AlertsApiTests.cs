using System.Net;
using System.Text.Json;
using Purser.Alerts;
using Purser.Teams;

namespace Purser.Gateway.Tests.Alerts;

/// <summary>Of what a team is told, and where that goes, as callers of the API set and see it.</summary>
public sealed class AlertsApiTests : IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly GatewayHost gateway = new();

    private FakeAlerts Alerts => gateway.Teams.Alerts;

    [Fact]
    public async Task A_team_begins_with_thresholds_and_has_those_that_it_is_given()
    {
        await gateway.Api.OpenAsync("acme");
        var before = await gateway.Api.GetAsync("/v1/teams/acme/alerts");
        before.ShouldBe(
            HttpStatusCode.OK,
            """
            {"thresholds":[{"basis":"pool","percent":80},{"basis":"pool","percent":100},{"basis":"spendable","percent":100},
             {"basis":"member_budget","percent":100},{"basis":"automation_budget","percent":100}],
             "extraBelow":null,"muted":["reset"],"goesTo":[],"last":[]}
            """);

        var set = await gateway.Api.PutAsync(
            "/v1/teams/acme/alerts",
            """{"thresholds":[{"basis":"pool","percent":50}],"extraBelow":20,"muted":["top_up_credited","running_dry","running_dry"]}""");

        const string After =
            """{"thresholds":[{"basis":"pool","percent":50}],"extraBelow":20,"muted":["running_dry","top_up_credited"],"goesTo":[],"last":[]}""";
        set.ShouldBe(HttpStatusCode.OK, After);
        (await gateway.Api.GetAsync("/v1/teams/acme/alerts")).ShouldBe(HttpStatusCode.OK, After);
        (await gateway.Api.PutAsync("/v1/teams/acme/alerts", """{"thresholds":[]}""")).ShouldBe(
            HttpStatusCode.OK, """{"thresholds":[],"extraBelow":null,"muted":[],"goesTo":[],"last":[]}""");
    }

    [Theory]
    [InlineData("""{"thresholds":[{"basis":"pool","percent":0}]}""", "#/thresholds/0/percent")]
    [InlineData("""{"thresholds":[{"basis":"pool","percent":101}]}""", "#/thresholds/0/percent")]
    [InlineData("""{"thresholds":[{"basis":"pools","percent":80}]}""", "#/thresholds/0/basis")]
    [InlineData("""{"thresholds":[{"basis":"pool","percent":80},{"basis":"pool","percent":80}]}""", "#/thresholds/1")]
    [InlineData("""{"thresholds":[],"extraBelow":0}""", "#/extraBelow")]
    [InlineData("""{"thresholds":[],"muted":["pool_used"]}""", "#/muted")]
    [InlineData("""{"thresholds":[],"muted":["test"]}""", "#/muted")]
    [InlineData("""{"extraBelow":5}""", "#/thresholds")]
    public async Task What_cannot_be_told_is_refused_with_its_place(string body, string place)
    {
        await gateway.Api.OpenAsync("acme");
        var refused = await gateway.Api.PutAsync("/v1/teams/acme/alerts", body);
        refused.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(place, refused.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(2, (await gateway.Api.GetAsync("/v1/teams/acme/alerts")).Json.GetProperty("thresholds").EnumerateArray().Count(static threshold =>
            threshold.GetProperty("basis").GetString() == "pool"));
    }

    [Fact]
    public async Task What_a_team_was_told_is_shown_with_the_numbers_of_the_moment()
    {
        await gateway.Api.OpenAsync("acme");
        Alerts.Raise(new RaisedAlert(
            7, TeamId.Parse("acme"), At, AlertKind.PoolUsed, EntryId: 12, "80 % of this cycle's credits are used.",
            new AlertFacts(
                new TeamAtAlert("Acme", TeamStatus.Active, new Credits(10), new Credits(2), new Credits(8), new Credits(5), new CyclePeriod(At, At.AddDays(30)), At.AddDays(30)),
                Percent: 80)));

        ShouldBe(
            (await gateway.Api.GetAsync("/v1/teams/acme/alerts")).Json.GetProperty("last")[0],
            """
            {"alertId":7,"at":"2026-03-10T12:00:00Z","alert":"pool_used","message":"80 % of this cycle's credits are used.","entryId":12,
             "percent":80,"memberId":null,"days":null,"extraBelow":null,"credits":null,"reason":null,"dryFrom":null,"dryBy":null,
             "team":{"name":"Acme","status":"active","total":10,"remaining":2,"used":8,"extra":5,
                     "cycle":{"start":"2026-03-10T12:00:00Z","end":"2026-04-09T12:00:00Z"},"resetsAt":"2026-04-09T12:00:00Z"}}
            """);
    }

    [Fact]
    public async Task An_endpoint_is_made_with_a_secret_shown_once_listed_rotated_tried_out_and_removed()
    {
        await gateway.Api.OpenAsync("acme");
        var made = await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://hooks.example.com/credits","name":"Backend"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var id = made.Json.GetProperty("endpointId").GetString()!;
        var secret = made.Json.GetProperty("secret").GetString()!;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, new AlertSecret(secret).Key.Length);
        var ofTeam = await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://acme.example.com/","name":"Acme's own","teamId":"acme"}""");

        var list = await gateway.Api.GetAsync("/v1/alert-endpoints");
        Assert.Equal(["Acme's own", "Backend"], list.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString()));
        Assert.DoesNotContain(secret, list.Text, StringComparison.Ordinal);
        Assert.Single((await gateway.Api.GetAsync("/v1/alert-endpoints?teamId=acme")).Json.GetProperty("items").EnumerateArray());
        ShouldBe(
            (await gateway.Api.GetAsync("/v1/teams/acme/alerts")).Json.GetProperty("goesTo"),
            $$"""
            [{"endpointId":"{{ofTeam.Json.GetProperty("endpointId").GetString()}}","name":"Acme's own","host":"acme.example.com","ofAllTeams":false},
             {"endpointId":"{{id}}","name":"Backend","host":"hooks.example.com","ofAllTeams":true}]
            """);

        var rotated = await gateway.Api.PostAsync($"/v1/alert-endpoints/{id}/rotation", """{"overlapSeconds":60}""");
        Assert.NotEqual(secret, rotated.Json.GetProperty("secret").GetString());
        Assert.Equal(Alerts.Secrets[id], rotated.Json.GetProperty("secret").GetString());
        (await gateway.Api.PostAsync($"/v1/alert-endpoints/{id}/test", null)).ShouldBe(HttpStatusCode.OK, """{"delivered":true,"status":204,"trouble":null}""");
        Alerts.Posted = new AlertPosted(500, "It answered 500.");
        (await gateway.Api.PostAsync($"/v1/alert-endpoints/{id}/test", null)).ShouldBe(
            HttpStatusCode.OK, """{"delivered":false,"status":500,"trouble":"It answered 500."}""");

        Assert.Equal(HttpStatusCode.OK, (await gateway.Api.DeleteAsync($"/v1/alert-endpoints/{id}")).Status);
        foreach (var gone in new[] { $"/v1/alert-endpoints/{id}/test", $"/v1/alert-endpoints/{id}/rotation" })
        {
            (await gateway.Api.PostAsync(gone, "{}")).ShouldBeProblem(HttpStatusCode.NotFound, "alert-endpoint-not-found");
        }
    }

    [Fact]
    public async Task Deliveries_are_shown_page_by_page()
    {
        var made = await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://hooks.example.com/credits","name":"Backend"}""");
        var id = made.Json.GetProperty("endpointId").GetString()!;
        for (var alert = 1; alert <= 3; alert++)
        {
            Alerts.Deliver(id, new AlertDelivery(
                alert, TeamId.Parse("acme"), AlertKind.Reset, At, Attempts: 2, At.AddSeconds(5), DeliveredAt: null, At.AddMinutes(5), Status: 503, "It answered 503."));
        }

        var first = await gateway.Api.GetAsync($"/v1/alert-endpoints/{id}/deliveries?limit=2");
        var second = await gateway.Api.GetAsync($"/v1/alert-endpoints/{id}/deliveries?limit=2&cursor={first.Json.GetProperty("next").GetInt64()}");

        Assert.Equal([3, 2], Ids(first));
        Assert.Equal([1], Ids(second));
        second.ShouldBe(
            HttpStatusCode.OK,
            """
            {"items":[{"alertId":1,"teamId":"acme","alert":"reset","raisedAt":"2026-03-10T12:00:00Z","attempts":2,"triedAt":"2026-03-10T12:00:05Z",
             "deliveredAt":null,"nextAt":"2026-03-10T12:05:00Z","status":503,"trouble":"It answered 503."}],"next":null}
            """);
        (await gateway.Api.GetAsync("/v1/alert-endpoints/end_of_nothing/deliveries")).ShouldBeProblem(HttpStatusCode.NotFound, "alert-endpoint-not-found");

        static IEnumerable<long> Ids(ApiAnswer page) => page.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("alertId").GetInt64());
    }

    [Theory]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("/credits")]
    [InlineData("https://user:secret@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#here")]
    public async Task Alerts_are_posted_to_whole_web_addresses_only(string url)
    {
        var refused = await gateway.Api.PostAsync("/v1/alert-endpoints", $$"""{"url":"{{url}}","name":"Backend"}""");
        refused.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal("#/url", refused.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task What_the_cluster_would_never_post_to_is_refused_at_once()
    {
        Alerts.Never = "127.0.0.1 is not an address of the public internet.";
        var refused = await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://127.0.0.1/","name":"Backend"}""");
        refused.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(Alerts.Never, refused.Json.GetProperty("detail").GetString());
        (await gateway.Api.PostAsync("/v1/alert-endpoints", """{"url":"https://hooks.example.com/","name":"Backend","teamId":"nobody"}"""))
            .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Fact]
    public async Task A_test_says_who_hears_of_it()
    {
        await gateway.Api.OpenAsync("acme");
        (await gateway.Api.PostAsync("/v1/teams/acme/alerts/test", null)).ShouldBe(HttpStatusCode.OK, """{"alertId":1,"goesTo":[]}""");
        (await gateway.Api.PostAsync("/v1/teams/nobody/alerts/test", null)).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    private static void ShouldBe(JsonElement shown, string json) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement), JsonSerializer.Serialize(shown));
}
