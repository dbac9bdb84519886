using System.Net;
using Purser.AuditTrail;
using Purser.Gateway.Tests.Portal;

namespace Purser.Gateway.Tests.AuditTrail;

/// <summary>Who changed what: as a page, as a file, and who is said to have done it.</summary>
public sealed class AuditLogTests : IAsyncDisposable
{
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2026-03-10T12:00:00Z");

    private readonly GatewayHost gateway = new(hasCluster: true);

    private FakeAuditLog Log => gateway.Teams.Audit;

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task A_page_says_who_changed_what_from_what_to_what()
    {
        await gateway.Api.OpenAsync("acme");
        Log.Entries =
        [
            new(9, At, TeamId.Parse("acme"), "member:anna", AuditChange.TeamBudgetSet, 7, null, """{"budget":null}""", """{"budget":40}"""),
            new(5, At, TeamId.Parse("acme"), "key:key_1", AuditChange.MemberRemoved, 6, "ben", """{"memberId":"ben"}""", null),
        ];

        var answer = await gateway.Api.GetAsync("/v1/teams/acme/audit-log");

        answer.ShouldBe(HttpStatusCode.OK, """
            {"items":[
              {"id":9,"at":"2026-03-10T12:00:00Z","teamId":"acme","actor":"member:anna","change":"team_budget_set","entryId":7,"subject":null,
               "before":{"budget":null},"after":{"budget":40}},
              {"id":5,"at":"2026-03-10T12:00:00Z","teamId":"acme","actor":"key:key_1","change":"member_removed","entryId":6,"subject":"ben",
               "before":{"memberId":"ben"},"after":null}],"next":null}
            """);
        Assert.Equal(new AuditLogQuery(TeamId.Parse("acme"), null, null, null, null, null, 50), Log.LastQuery);
    }

    [Fact]
    public async Task Filters_and_cursors_reach_it()
    {
        Log.Entries = [Key(9), Key(5), Key(2)];

        var first = await gateway.Api.GetAsync(
            "/v1/audit-log?actor=operator&change=api_key_revoked&from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z&limit=2");
        Assert.Equal(
            new AuditLogQuery(null, "operator", AuditChange.ApiKeyRevoked, At.AddHours(-12), At.AddHours(12), null, 2), Log.LastQuery);
        var second = await gateway.Api.GetAsync($"/v1/audit-log?limit=2&cursor={first.Json.GetProperty("next").GetString()}");

        Assert.Equal([9, 5], Ids(first));
        Assert.Equal([2], Ids(second));
        Assert.Equal(5, Log.LastQuery!.Before);
        (await gateway.Api.GetAsync("/v1/audit-log?from=2026-03-11T00:00:00Z&to=2026-03-10T00:00:00Z")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        await gateway.Api.OpenAsync("acme");
        (await gateway.Api.GetAsync("/v1/teams/acme/audit-log.csv?from=2026-03-11T00:00:00Z&to=2026-03-10T00:00:00Z")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        (await gateway.Api.GetAsync("/v1/audit-log?change=debited")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-request");
        (await gateway.Api.GetAsync("/v1/teams/nobody/audit-log")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
        (await gateway.Api.GetAsync("/v1/teams/nobody/audit-log.csv")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
    }

    [Fact]
    public async Task The_file_has_all_of_it_however_many_pages_that_takes()
    {
        Log.Entries = [.. Enumerable.Range(1, Limits.ExportPageSize + 1).Reverse().Select(number => Key(number))];

        var answer = await gateway.Api.GetAsync("/v1/audit-log.csv");

        var lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("text/csv", Limits.ExportPageSize + 2), (answer.MediaType, lines.Length));
        Assert.Equal("id,at,teamId,actor,change,entryId,subject,before,after", lines[0]);
        Assert.Equal("""1,2026-03-10T12:00:00Z,,operator,api_key_revoked,,key_1,"{""name"":""k""}",""", lines[^1]);
    }

    [Fact]
    public async Task A_change_is_made_for_the_key_that_it_is_asked_with_and_a_read_for_nobody()
    {
        await gateway.Api.OpenAsync("acme");
        Assert.Equal(Actor.Operator, gateway.Teams["acme"].LastActor);

        var made = (await gateway.Api.PostAsync("/v1/api-keys", """{"name":"k","scope":"team","teamId":"acme"}""")).Json;
        await gateway.Api.SendAsync(
            HttpMethod.Put, "/v1/teams/acme/budget", Api.Json("""{"budget":3}"""),
            headers: headers => headers.Authorization = new("Bearer", made.GetProperty("key").GetString()));
        Assert.Equal(Actor.Key(made.GetProperty("keyId").GetString()!), gateway.Teams["acme"].LastActor);

        await gateway.Api.GetAsync("/v1/teams/acme/credits");
        Assert.Equal(Actor.Unknown, gateway.Teams["acme"].LastActor);
    }

    [Fact]
    public async Task On_the_page_it_is_the_member_who_sends_the_form()
    {
        await gateway.Api.OpenAsync("acme");
        using var anna = await Visitor.InAsync(gateway, "acme", "anna");

        await anna.PostAsync("/portal/teams/acme/budget", [new("budget", "own"), new("credits", "40"), new("form", await anna.FormTokenAsync("acme"))]);

        Assert.Equal(Actor.Member(MemberId.Parse("anna")), gateway.Teams["acme"].LastActor);
    }

    private static AuditEntry Key(long position) =>
        new(position, At, TeamId: null, "operator", AuditChange.ApiKeyRevoked, EntryId: null, $"key_{position}", """{"name":"k"}""", After: null);

    private static long[] Ids(ApiAnswer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
}
