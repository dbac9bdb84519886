using System.Net;
using System.Net.Http.Headers;
using Purser.Access;

namespace Purser.Gateway.Tests;

/// <summary>
/// Every call of the API with every kind of key, of this team and of another. Which calls are operators', and which are debits', is
/// written down here once more: a call that is new is a team's own until somebody decides otherwise, here and there.
/// </summary>
public sealed class ScopeTests(GatewayHost gateway)
{
    private const string Own = "scoped";
    private const string Other = "scoped-not";

    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal)
    {
        "PUT /v1/teams/{teamId}", "DELETE /v1/teams/{teamId}", "GET /v1/teams", "PUT /v1/teams/{teamId}/subscription",
        "DELETE /v1/teams/{teamId}/subscription", "POST /v1/teams/{teamId}/extra", "POST /v1/teams/{teamId}/history",
        "POST /v1/teams/{teamId}/reconcile", "POST /v1/portal-sessions/revoke", "POST /v1/api-keys", "GET /v1/api-keys",
        "POST /v1/api-keys/{keyId}/rotation", "DELETE /v1/api-keys/{keyId}",
        "POST /v1/alert-endpoints", "GET /v1/alert-endpoints", "DELETE /v1/alert-endpoints/{endpointId}",
        "POST /v1/alert-endpoints/{endpointId}/rotation", "POST /v1/alert-endpoints/{endpointId}/test", "GET /v1/alert-endpoints/{endpointId}/deliveries",
        "GET /v1/audit-log", "GET /v1/audit-log.csv",
    };

    private static readonly HashSet<string> Debits = new(StringComparer.Ordinal)
    {
        "POST /v1/teams/{teamId}/debits", "POST /v1/teams/{teamId}/debits/batch", "POST /v1/teams/{teamId}/debits/{entryId}/reversal",
        "POST /v1/teams/{teamId}/debits/{entryId}/confirmation", "GET /v1/teams/{teamId}/can-spend",
    };

    [Fact]
    public async Task Each_key_opens_what_its_scope_says_and_nothing_else()
    {
        var secrets = await SecretsAsync();
        List<string> wrong = [];
        var routes = gateway.Routes.SelectMany(Routes.DescribeAll).Where(static route => route.NeedsKey && route.Method != HttpMethod.Head).ToList();
        foreach (var route in routes)
        {
            foreach (var (credential, scope, keyTeam, secret) in secrets)
            {
                foreach (var team in new[] { Own, Other })
                {
                    var status = await StatusAsync(route, team, secret);
                    var expected = scope is null ? "401" : IsAllowed(route, scope.Value, keyTeam, team) ? "neither 401 nor 403" : "403";
                    var isAsExpected = expected switch
                    {
                        "401" => status == HttpStatusCode.Unauthorized,
                        "403" => status == HttpStatusCode.Forbidden,
                        _ => status is not HttpStatusCode.Unauthorized and not HttpStatusCode.Forbidden,
                    };
                    if (!isAsExpected)
                    {
                        wrong.Add($"{route} of {team} with {credential}: {(int)status}, not {expected}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(Operators.Order(StringComparer.Ordinal), routes.Select(static route => route.ToString()).Where(Operators.Contains).Order(StringComparer.Ordinal));
        Assert.Equal(Debits.Order(StringComparer.Ordinal), routes.Select(static route => route.ToString()).Where(Debits.Contains).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_head_is_a_read_and_a_refusal_says_what_is_needed()
    {
        var (_, _, _, reader) = (await SecretsAsync()).Single(static secret => secret.Scope == ApiKeyScope.TeamRead);

        var head = await SendAsync(HttpMethod.Head, $"/v1/teams/{Own}/credits", reader);
        Assert.Equal(HttpStatusCode.OK, head.Status);
        var refused = await SendAsync(HttpMethod.Put, $"/v1/teams/{Own}/budget", reader);
        refused.ShouldBeProblem(HttpStatusCode.Forbidden, "not-yours");
        Assert.Contains("for reading", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static bool IsAllowed(Routes.Route route, ApiKeyScope scope, string? keyTeam, string team)
    {
        var isRead = route.Method == HttpMethod.Get;
        var isOfTeam = route.Path.Contains("{teamId}", StringComparison.Ordinal) && (keyTeam is null || keyTeam == team);
        return scope switch
        {
            ApiKeyScope.Operator => true,
            ApiKeyScope.OperatorRead => isRead,
            ApiKeyScope.Team => isOfTeam && !Operators.Contains(route.ToString()),
            ApiKeyScope.TeamRead => isOfTeam && isRead && !Operators.Contains(route.ToString()),
            _ => isOfTeam && Debits.Contains(route.ToString()),
        };
    }

    private async Task<List<(string Name, ApiKeyScope? Scope, string? Team, string Secret)>> SecretsAsync()
    {
        await gateway.Api.OpenAsync(Own);
        await gateway.Api.OpenAsync(Other);
        List<(string, ApiKeyScope?, string?, string)> secrets =
        [
            ("operator", ApiKeyScope.Operator, null, await MakeAsync("""{"name":"k","scope":"operator"}""")),
            ("operator_read", ApiKeyScope.OperatorRead, null, await MakeAsync("""{"name":"k","scope":"operator_read"}""")),
            ("team", ApiKeyScope.Team, Own, await MakeAsync($$"""{"name":"k","scope":"team","teamId":"{{Own}}"}""")),
            ("team_read", ApiKeyScope.TeamRead, Own, await MakeAsync($$"""{"name":"k","scope":"team_read","teamId":"{{Own}}"}""")),
            ("debit", ApiKeyScope.Debit, null, await MakeAsync("""{"name":"k","scope":"debit"}""")),
            ("debit of one team", ApiKeyScope.Debit, Own, await MakeAsync($$"""{"name":"k","scope":"debit","teamId":"{{Own}}"}""")),
        ];
        var revoked = await gateway.Api.PostAsync("/v1/api-keys", """{"name":"k","scope":"operator"}""");
        await gateway.Api.DeleteAsync($"/v1/api-keys/{revoked.Json.GetProperty("keyId").GetString()}");
        secrets.Add(("a revoked key", null, null, revoked.Json.GetProperty("key").GetString()!));
        secrets.Add(("a key cut short", null, null, secrets[0].Item4[..^1]));
        return secrets;
    }

    private async Task<string> MakeAsync(string json) => (await gateway.Api.PostAsync("/v1/api-keys", json)).Json.GetProperty("key").GetString()!;

    private async Task<HttpStatusCode> StatusAsync(Routes.Route route, string team, string secret) =>
        (await SendAsync(route.Method, route.PathFor(team).Replace("{keyId}", "key_of_nobody", StringComparison.Ordinal).Replace("{endpointId}", "end_of_nothing", StringComparison.Ordinal), secret)).Status;

    /// <remarks>A stream of events goes on for ever: of an answer its head is enough.</remarks>
    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string secret)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? new ApiAnswer(response.StatusCode, "text/event-stream", "", new Dictionary<string, string>(StringComparer.Ordinal))
            : await ApiAnswer.OfAsync(response, TestContext.Current.CancellationToken);
    }
}
