using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class DirectoryTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task A_team_gets_another_name_and_time_zone_and_keeps_what_is_not_said()
    {
        await Api.OpenAsync("renamed");

        var renamed = await Api.SendAsync(HttpMethod.Patch, "/v1/teams/renamed", Api.Json("""{"name":"Acme & Sons"}"""));
        var moved = await Api.SendAsync(HttpMethod.Patch, "/v1/teams/renamed", Api.Json("""{"timeZone":"Europe/Berlin"}"""));

        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        moved.ShouldBe(HttpStatusCode.OK, """
            {"teamId":"renamed","name":"Acme & Sons","status":"active","plan":"pro","seats":3,"createdAt":"2026-03-01T00:00:00Z",
             "timeZone":"Europe/Berlin","closedAt":null}
            """);
        Assert.Equal("Acme & Sons", (await Api.GetAsync("/v1/teams/renamed/credits")).Json.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""{"timeZone":"Europe/Nowhere"}""", "#/timeZone")]
    [InlineData("""{"name":""}""", "#/name")]
    [InlineData("""{"name":7}""", "#/name")]
    [InlineData("""{"status":"active"}""", "#/status")]
    public async Task What_a_team_cannot_be_called_is_pointed_to(string body, string place)
    {
        await Api.OpenAsync("cannot-be");

        var answer = await Api.SendAsync(HttpMethod.Patch, "/v1/teams/cannot-be", Api.Json(body));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(place, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task Teams_are_listed_page_by_page()
    {
        var team = new TeamListing(
            TeamId.Parse("acme"), "Acme", "UTC", TeamStatus.PastDue, "pro", 3, FakeTeam.Start.AddMicroseconds(7), ClosedAt: null);
        gateway.Teams.Directory.Page = new TeamPage([team], new TeamPlace(team.TeamId, CreatedAt: team.CreatedAt));

        var first = await Api.GetAsync("/v1/teams?status=past_due&limit=1");
        var asked = gateway.Teams.Directory.LastQuery;
        await Api.GetAsync($"/v1/teams?cursor={first.Json.GetProperty("next").GetString()}");

        Assert.Equal(new TeamsQuery(Status: TeamStatus.PastDue, Limit: 1), asked);
        Assert.Equal(new TeamsQuery(After: new TeamPlace(team.TeamId, CreatedAt: team.CreatedAt)), gateway.Teams.Directory.LastQuery);
        Assert.Equal(
            """[{"teamId":"acme","name":"Acme","status":"past_due","plan":"pro","seats":3,"createdAt":"2026-03-01T00:00:00.000007Z","timeZone":"UTC","closedAt":null}]""",
            first.Json.GetProperty("items").GetRawText());
    }

    [Fact]
    public async Task A_search_goes_on_where_it_was()
    {
        var place = new TeamPlace(TeamId.Parse("acme"), Word: "äcme", Sought: "äc");
        gateway.Teams.Directory.Page = new TeamPage([], place);

        var first = await Api.GetAsync("/v1/teams?search=%C3%A4c%20berlin");
        await Api.GetAsync($"/v1/teams?search=%C3%A4c%20berlin&cursor={first.Json.GetProperty("next").GetString()}");

        Assert.Equal(new TeamsQuery("äc berlin", After: place), gateway.Teams.Directory.LastQuery);
        (await Api.GetAsync($"/v1/teams?cursor={first.Json.GetProperty("next").GetString()}"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("status=closed")]
    [InlineData("search=")]
    [InlineData("cursor=abc")]
    [InlineData("cursor=%25%25")]
    [InlineData("cursor=dHwxfC4u")]
    [InlineData("cursor=dHw5OTk5OTk5OTk5OTk5OTk5OTk5fGE")]
    [InlineData("name=acme")]
    public async Task What_cannot_be_listed_is_said(string query) =>
        (await Api.GetAsync($"/v1/teams?{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");

    [Fact]
    public async Task A_member_is_forgotten_on_demand_and_so_is_everybody()
    {
        await Api.OpenAsync("forgets");
        await Api.PutAsync("/v1/teams/forgets/members/ben", """{"name":"Ben","role":"member"}""");

        var ben = await Api.DeleteAsync("/v1/teams/forgets/members/ben?forget=true");
        await Api.DeleteAsync("/v1/teams/forgets?forget=true");

        Assert.Equal(("removed", "Former member"), (ben.Json.GetProperty("status").GetString(), ben.Json.GetProperty("name").GetString()));
        var members = (await Api.GetAsync("/v1/teams/forgets/members")).Text;
        Assert.DoesNotContain("Anna", members, StringComparison.Ordinal);
        (await Api.DeleteAsync("/v1/teams/forgets?forget=yes")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Closing_a_team_twice_is_the_same_answer()
    {
        await Api.OpenAsync("closing");

        var first = await Api.DeleteAsync("/v1/teams/closing");
        var second = await Api.DeleteAsync("/v1/teams/closing");

        first.ShouldBe(HttpStatusCode.OK, """{"teamId":"closing","closedAt":"2026-03-02T00:00:00Z"}""");
        Assert.Equal((first.Status, first.Text), (second.Status, second.Text));
        Assert.Equal("canceled", (await Api.GetAsync("/v1/teams/closing/credits")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_a_closed_team_refuses_is_a_conflict()
    {
        await Api.OpenAsync("closed");
        var team = gateway.Teams["closed"];
        (team.MemberOutcome, team.SubscribeOutcome) = (new MemberOutcome.TeamIsClosed(), new SubscribeOutcome.TeamIsClosed());
        team.CheckoutOutcome = new Purser.Billing.CheckoutOutcome.TeamIsClosed();

        ApiAnswer[] answers =
        [
            await Api.PutAsync("/v1/teams/closed/members/ben", """{"name":"Ben","role":"member"}"""),
            await Api.PutAsync("/v1/teams/closed/subscription", """{"plan":"pro","seats":3}"""),
            await Api.PostAsync("/v1/teams/closed/top-ups", """{"pack":"small"}"""),
            await Api.PostAsync("/v1/teams/closed/checkout", """{"plan":"pro","seats":3}"""),
        ];

        Assert.All(answers, answer => answer.ShouldBeProblem(HttpStatusCode.Conflict, "team-closed"));
    }

    [Fact]
    public async Task A_debit_of_a_closed_team_is_told_so_and_nothing_that_would_not_help()
    {
        await Api.OpenAsync("spends-not");
        gateway.Teams["spends-not"].Refusal = new Refusal(RefusalReason.SubscriptionCanceled, Credits.Zero, Credits.Zero, ResetsAt: null, []);

        var answer = await Api.PostAsync("/v1/teams/spends-not/debits", """{"memberId":"anna","action":"answer"}""", key: "k");

        answer.ShouldBeProblem(HttpStatusCode.PaymentRequired, "subscription-canceled");
        Assert.Equal("The team was closed, and nothing of it can be spent any more.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_unknown_team_is_neither_changed_nor_closed()
    {
        (await Api.SendAsync(HttpMethod.Patch, "/v1/teams/no-one", Api.Json("""{"name":"A"}"""))).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await Api.DeleteAsync("/v1/teams/no-one")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }
}
