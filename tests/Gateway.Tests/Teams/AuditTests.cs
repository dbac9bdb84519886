using System.Net;

namespace Purser.Gateway.Tests;

public sealed class AuditTests(GatewayHost gateway)
{
    [Fact]
    public async Task An_audit_shows_both_sides_and_where_they_differ()
    {
        await gateway.Api.OpenAsync("audit");

        (await gateway.Api.GetAsync("/v1/teams/audit/audit")).ShouldBe(HttpStatusCode.OK, """
            {"teamId":"audit","ok":false,"entries":1,"version":1,
             "served":{"remaining":750,"used":0,"total":750,"extra":0,"version":1},
             "recomputed":{"remaining":750,"used":0,"total":750,"extra":0,"version":1},
             "differences":[{"entryId":2,"what":"remaining","expected":"750","actual":"749"},
                            {"entryId":null,"what":"members.anna.used","expected":"1","actual":"2"}]}
            """);
    }
}
