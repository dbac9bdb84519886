using System.Net;

namespace Purser.Gateway.Tests;

/// <summary>What is said of a body that is not as its record says, and where.</summary>
public sealed class FaultWordsTests(GatewayHost gateway)
{
    private const string Team = "", Ben = "/members/ben", Subscription = "/subscription";

    [Theory]
    [InlineData(Team, """{"name":"Acme","trial":true}""", "#/owner", "The member owner is missing.")]
    [InlineData(Team, """{"name":"Acme","owner":{"memberId":"anna"},"trial":true}""", "#/owner/name", "The member name is missing.")]
    [InlineData(Team, """{"name":"Acme","owner":"anna","trial":true}""", "#/owner", "owner must be an object.")]
    [InlineData(Team, """{"name":"Acme","owner":null,"trial":true}""", "#/owner", "owner must be an object.")]
    [InlineData(Team, """{"name":"Acme","owner":{"memberId":"anna","name":"Anna","a/b~":1},"trial":true}""", "#/owner/a~1b~0", "There is no member a/b~ here; the members are memberId, name.")]
    [InlineData(Team, """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"}}""", "#", "A team opens with either \"trial\": true or a subscription.")]
    [InlineData(Team, """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3,"anchor":"1999-12-31T23:59:59Z"}}""", "#/subscription/anchor", "anchor must lie in the years 2000 to 2099.")]
    [InlineData(Ben, """{"name":"Ben","role":"member","budget":1,"budget":1}""", "#/budget", "The member budget is there twice.")]
    [InlineData(Ben, """{"name":"Ben","role":"Member"}""", "#/role", "role must be one of member, admin, owner.")]
    [InlineData(Ben, """{"name":"Ben","role":null}""", "#/role", "role must be one of member, admin, owner.")]
    [InlineData(Ben, """{"name":null,"role":"member"}""", "#/name", "name must be a string.")]
    [InlineData(Ben, """{"name":"\ud800","role":"member"}""", "#/name", "A string holds half a character (a lone surrogate such as \\ud800).")]
    [InlineData(Ben, """{"name":"Ben","role":"member","budget":-1}""", "#/budget", "budget must be a whole number from 0 to 1000000000.")]
    [InlineData(Subscription, """{"plan":"pro","seats":"3"}""", "#/seats", "seats must be a whole number from 1 to 1000000.")]
    [InlineData(Subscription, """{"plan":"pro","seats":3,"anchor":"2026-01-31"}""", "#/anchor", "anchor must be an RFC 3339 instant such as 2026-01-31T00:00:00Z.")]
    [InlineData(Subscription, "[]", "#", "The body must be a JSON object.")]
    [InlineData(Subscription, "null", "#", "The body must be a JSON object.")]
    [InlineData(Subscription, "{\"plan\":", "#", "The body is not valid JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed. LineNumber: 0 | BytePositionInLine: 8.")]
    public async Task A_fault_is_named_at_its_place(string path, string body, string place, string detail)
    {
        var answer = (await gateway.Api.PutAsync($"/v1/teams/faults{path}", body)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal((detail, place), (answer.Json.GetProperty("detail").GetString(), answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString()));
        Assert.Equal(0, gateway.Teams["faults"].Calls);
    }

    [Theory]
    [InlineData("/usage?limit=2.0", "limit", "limit must be a whole number from 1 to 200.")]
    [InlineData("/usage?limit=", "limit", "limit must be a whole number from 1 to 200.")]
    [InlineData("/usage?limit=1&limit=1", "limit", "The parameter limit is there 2 times; give it once.")]
    [InlineData("/usage?Limit=1", "Limit", "There is no parameter Limit; the parameters are member, action, bucket, regeneration, job, from, to, cursor, limit.")]
    [InlineData("/usage?member=a%20b", "member", "member must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, not dots alone.")]
    [InlineData("/usage?from=2026-01-31T00:00:00+02:00", "from", "from must be an RFC 3339 instant such as 2026-01-31T00:00:00Z (a + is written %2B).")]
    [InlineData("/auto-bid/anna/what-if?dailyCredits=1", "dailyCredits", "dailyCredits must be a whole number from 2 to 200000.")]
    [InlineData("/auto-bid/anna/funnel?to=1999-12-31", "to", "to must be a day such as 2026-01-31, not before 2000.")]
    [InlineData("/members?x=1", "x", "This call has no parameters; x is not known.")]
    public async Task A_fault_of_a_query_is_named_by_its_parameter(string path, string parameter, string detail)
    {
        var answer = (await gateway.Api.GetAsync($"/v1/teams/faults{path}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal((detail, parameter), (answer.Json.GetProperty("detail").GetString(), answer.Json.GetProperty("errors")[0].GetProperty("parameter").GetString()));
    }
}
