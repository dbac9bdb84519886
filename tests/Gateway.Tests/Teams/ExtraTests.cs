using System.Net;

namespace Purser.Gateway.Tests;

public sealed class ExtraTests(GatewayHost gateway)
{
    private const string Grant = """{"credits":100,"reason":"goodwill"}""";

    private Api Api => gateway.Api;

    [Fact]
    public async Task A_grant_is_answered_and_repeated_byte_for_byte()
    {
        await Api.OpenAsync("extra");

        var first = await Api.PostAsync("/v1/teams/extra/extra", Grant, key: "k");
        var again = await Api.PostAsync("/v1/teams/extra/extra", Grant, key: "k");

        first.ShouldBe(HttpStatusCode.Created, """
            {"entryId":2,"teamId":"extra","bucket":"extra","amount":100,"reason":"goodwill","at":"2026-03-01T00:00:02Z",
             "credits":{"remaining":750,"used":0,"total":750,"extra":100,"version":2}}
            """);
        Assert.Equal((HttpStatusCode.OK, first.Text), (again.Status, again.Text));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task A_key_of_another_grant_is_refused()
    {
        await Api.OpenAsync("extra-reused");
        await Api.PostAsync("/v1/teams/extra-reused/extra", Grant, key: "k");

        (await Api.PostAsync("/v1/teams/extra-reused/extra", """{"credits":1,"reason":"goodwill"}""", key: "k"))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task An_unknown_team_is_not_found() =>
        (await Api.PostAsync("/v1/teams/nobody/extra", Grant, key: "k")).ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");
}
