using System.Text.Json;
using Purser.AuditTrail;
using Purser.Insights;
using Purser.Teams;

namespace Purser.Gateway.Tests.Mcp;

/// <summary>What assistants read is what the API answers.</summary>
public sealed class ReadingToolsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Team = "read-by-mcp";

    [Theory]
    [InlineData("credits", "{}", "credits")]
    [InlineData("credits", """{"member":"anna"}""", "credits?member=anna")]
    [InlineData("usage", "{}", "usage")]
    [InlineData("usage", """{"member":"anna","action":"answer","bucket":"pool","regeneration":false,"from":"2026-01-01T00:00:00Z","limit":1}""", "usage?member=anna&action=answer&bucket=pool&regeneration=false&from=2026-01-01T00:00:00Z&limit=1")]
    [InlineData("usage_summary", """{"by":"action"}""", "usage/summary?by=action")]
    [InlineData("members", "{}", "members")]
    [InlineData("forecast", "{}", "forecast")]
    [InlineData("insights", """{"days":7}""", "insights?days=7")]
    [InlineData("audit_log", """{"actor":"stripe","limit":1}""", "audit-log?actor=stripe&limit=1")]
    public async Task A_tool_answers_what_its_call_answers(string tool, string arguments, string path)
    {
        await FillAsync(Team);
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        var reply = await assistant.CallAsync(tool, With(arguments, Team));

        Assert.False(reply.IsError, reply.Text);
        Assert.NotEmpty(reply.Text);
        var twin = await gateway.Api.GetAsync($"/v1/teams/{Team}/{path}");
        Assert.True(JsonElement.DeepEquals(twin.Json, reply.Json), $"{twin.Text}\n{reply.Json}");
    }

    [Fact]
    public async Task Operators_find_teams()
    {
        await gateway.Api.OpenAsync(Team);
        gateway.Teams.Directory.Page = new TeamPage([gateway.Teams[Team].Listing!], Next: null);
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "operator_read"));

        var reply = await assistant.CallAsync("find_teams", """{"search":"acme"}""");

        Assert.Equal("1 team: Acme (read-by-mcp, active).", reply.Text);
        Assert.True(JsonElement.DeepEquals((await gateway.Api.GetAsync("/v1/teams?search=acme")).Json, reply.Json));
    }

    [Fact]
    public async Task Why_a_team_is_out_of_credits_is_told_with_what_helps_and_where_they_went()
    {
        await FillAsync("out");
        var team = gateway.Teams["out"];
        await gateway.Api.PutAsync("/v1/teams/out/members/ben", """{"name":"Ben","role":"member","budget":0}""");
        team.Remaining = 0;
        team.Insights = new TeamInsights(30, FakeTeam.Start, FakeTeam.Start.AddDays(30), new(200), null,
            new RegenerationsInsight(50, [], [], new() { [AiAction.CoverLetter] = 50 }), null, null);
        await using var assistant = await Assistant.ConnectAsync(gateway, await Assistant.KeyAsync(gateway, "team_read", "out"));

        var reply = await assistant.CallAsync("why_out_of_credits");

        Assert.Equal(
            "Acme (active): debits are refused, credits_exhausted. Pool and extra are empty; wait until the pool resets or top up. "
            + "0 credits were used of 0 in this cycle, 0 extra are left. The pool resets 2026-04-01T00:00:00Z. At their budget: Ben (0 of 0). "
            + "Nothing can be spent now, so nothing is forecast. 50 of 200 credits went on generating results again. Accept the first result and edit small things by hand.",
            reply.Text);
        Assert.Equal(("credits_exhausted", "wait"), (reply.Json.GetProperty("blockedBy").GetString(), reply.Json.GetProperty("remedies")[0].GetString()));
        Assert.Equal("ben", Assert.Single(reply.Json.GetProperty("atBudget").EnumerateArray()).GetProperty("memberId").GetString());
        Assert.True(JsonElement.DeepEquals((await gateway.Api.GetAsync("/v1/teams/out/credits")).Json, reply.Json.GetProperty("credits")));
        Assert.True(JsonElement.DeepEquals((await gateway.Api.GetAsync("/v1/teams/out/insights")).Json, reply.Json.GetProperty("insights")));
        Assert.True(JsonElement.DeepEquals((await gateway.Api.GetAsync("/v1/teams/out/forecast")).Json, reply.Json.GetProperty("forecast")));
        Assert.Equal("anna", team.LastQuestion!.MemberId.Value);
    }

    [Fact]
    public async Task A_team_that_has_credits_is_not_out_of_them()
    {
        await FillAsync("not-out");
        await using var assistant = await Assistant.ConnectAsync(gateway, GatewayHost.OperatorKey);

        var reply = await assistant.CallAsync("why_out_of_credits", """{"teamId":"not-out","member":"anna","days":3}""");

        Assert.StartsWith("Acme (active) is not out of credits: 748 can be spent now.", reply.Text, StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.Null, 0), (reply.Json.GetProperty("blockedBy").ValueKind, reply.Json.GetProperty("remedies").GetArrayLength()));
        Assert.Equal("anna", reply.Json.GetProperty("credits").GetProperty("member").GetProperty("memberId").GetString());
    }

    private static string With(string arguments, string team) => arguments == "{}" ? $$"""{"teamId":"{{team}}"}""" : $$"""{"teamId":"{{team}}",{{arguments[1..]}}""";

    private async Task FillAsync(string team)
    {
        await gateway.Api.OpenAsync(team);
        for (var n = 0; n < 2; n++)
        {
            await gateway.Api.PostAsync($"/v1/teams/{team}/debits", """{"memberId":"anna","action":"answer"}""", $"d-{n}");
        }

        gateway.Teams.Audit.Entries =
        [
            new AuditEntry(7, FakeTeam.Start, TeamId.Parse(team), "stripe", AuditChange.ExtraGranted, 3, Subject: null, Before: null, """{"extra":5}"""),
        ];
    }
}
