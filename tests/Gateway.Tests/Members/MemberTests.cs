using System.Net;
using Purser.Teams;

namespace Purser.Gateway.Tests;

public sealed class MemberTests(GatewayHost gateway)
{
    private Api Api => gateway.Api;

    [Fact]
    public async Task Members_are_listed_with_what_they_used_and_their_share()
    {
        await Api.OpenAsync("list");
        await Api.PutAsync("/v1/teams/list/budget", """{"budget":40}""");
        await Api.PutAsync("/v1/teams/list/members/ben", """{"name":"Ben","role":"member"}""");
        foreach (var (key, member, action) in new[] { ("1", "anna", "answer"), ("2", "ben", "auto_bid"), ("3", "ben", "cover_letter"), ("4", "ben", "auto_bid") })
        {
            await Api.PostAsync("/v1/teams/list/debits", $$"""{"memberId":"{{member}}","action":"{{action}}"}""", key);
        }

        (await Api.GetAsync("/v1/teams/list/members")).ShouldBe(HttpStatusCode.OK, """
            {"items":[{"memberId":"anna","name":"Anna","role":"owner","budget":null,"status":"active","used":1,"share":0.25,
                       "usedByAction":{"answer":1}},
                      {"memberId":"ben","name":"Ben","role":"member","budget":40,"status":"active","used":3,"share":0.75,
                       "usedByAction":{"cover_letter":1,"auto_bid":2}}],
             "budget":40}
            """);
    }

    [Fact]
    public async Task Nobody_has_a_share_of_nothing()
    {
        await Api.OpenAsync("share");

        var answer = await Api.GetAsync("/v1/teams/share/members");

        Assert.Equal("0", answer.Json.GetProperty("items")[0].GetProperty("share").GetRawText());
    }

    [Fact]
    public async Task A_member_is_added_changed_removed_and_brought_back()
    {
        await Api.OpenAsync("member");
        const string Path = "/v1/teams/member/members/ben";
        const string Ben = """{"memberId":"ben","name":"Ben","role":"member","budget":50,"status":"active","used":0,"usedByAction":{}}""";
        const string Benjamin = """{"memberId":"ben","name":"Benjamin","role":"admin","budget":null,"status":"active","used":0,"usedByAction":{}}""";
        var removed = Benjamin.Replace("active", "removed", StringComparison.Ordinal);

        (await Api.PutAsync(Path, """{"name":"Ben","role":"member","budget":50}""")).ShouldBe(HttpStatusCode.Created, Ben);
        (await Api.PutAsync(Path, """{"name":"Benjamin","role":"admin","budget":null}""")).ShouldBe(HttpStatusCode.OK, Benjamin);
        (await Api.DeleteAsync(Path)).ShouldBe(HttpStatusCode.OK, removed);
        (await Api.DeleteAsync(Path)).ShouldBe(HttpStatusCode.OK, removed);
        (await Api.PutAsync(Path, """{"name":"Ben","role":"member","budget":50}""")).ShouldBe(HttpStatusCode.Created, Ben);
    }

    [Fact]
    public async Task A_budget_is_absent_null_or_a_number_and_each_means_its_own()
    {
        await Api.OpenAsync("budgets");
        await Api.PutAsync("/v1/teams/budgets/budget", """{"budget":40}""");

        Assert.Equal("40", await BudgetAfterAsync("""{"name":"Ben","role":"member"}"""));
        Assert.Equal("null", await BudgetAfterAsync("""{"name":"Ben","role":"member","budget":null}"""));
        Assert.Equal("0", await BudgetAfterAsync("""{"name":"Ben","role":"member","budget":0}"""));

        async Task<string> BudgetAfterAsync(string body) =>
            (await Api.PutAsync("/v1/teams/budgets/members/ben", body)).Json.GetProperty("budget").GetRawText();
    }

    [Theory]
    [InlineData("""{"budget":40}""")]
    [InlineData("""{"budget":0}""")]
    [InlineData("""{"budget":1000000000}""")]
    [InlineData("""{"budget":null}""")]
    public async Task The_teams_budget_is_set(string budget)
    {
        await Api.OpenAsync("team-budget");

        (await Api.PutAsync("/v1/teams/team-budget/budget", budget)).ShouldBe(HttpStatusCode.OK, budget);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task A_member_is_made_the_owner(string? body)
    {
        await Api.OpenAsync("owner");
        await Api.PutAsync("/v1/teams/owner/members/ben", """{"name":"Ben","role":"member"}""");

        var answer = await Api.PostAsync("/v1/teams/owner/members/ben/make-owner", body);

        Assert.Equal((HttpStatusCode.OK, "owner"), (answer.Status, answer.Json.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task What_members_may_not_be_is_a_conflict_with_its_reason()
    {
        foreach (var (outcome, code) in new (MemberOutcome, string)[]
        {
            (new MemberOutcome.NoFreeSeat(3), "no_free_seat"),
            (new MemberOutcome.OwnerIsFixed(MemberId.Parse("anna")), "owner_required"),
            (new MemberOutcome.TooManyMembers(), "too_many_members"),
        })
        {
            gateway.Teams["conflict"].MemberOutcome = outcome;

            var answer = await Api.PutAsync("/v1/teams/conflict/members/ben", """{"name":"Ben","role":"owner"}""");

            answer.ShouldBeProblem(HttpStatusCode.Conflict, code.Replace('_', '-'));
            Assert.Equal(code, answer.Json.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task Unknown_members_and_teams_are_not_found()
    {
        await Api.OpenAsync("unknown");

        (await Api.DeleteAsync("/v1/teams/unknown/members/zoe")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await Api.PostAsync("/v1/teams/unknown/members/zoe/make-owner")).ShouldBeProblem(HttpStatusCode.NotFound, "member-not-found");
        (await Api.DeleteAsync("/v1/teams/nobody/members/zoe")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await Api.PutAsync("/v1/teams/nobody/budget", """{"budget":1}""")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }
}
