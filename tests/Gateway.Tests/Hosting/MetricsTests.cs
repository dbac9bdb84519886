using System.Net;
using System.Net.Http.Headers;

namespace Purser.Gateway.Tests;

/// <summary>What the gateway counts is told to operators.</summary>
public sealed class MetricsTests(GatewayHost gateway)
{
    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("team_read", HttpStatusCode.Forbidden)]
    [InlineData("debit", HttpStatusCode.Forbidden)]
    [InlineData("operator_read", HttpStatusCode.OK)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task They_are_told_to_operators(string? scope, HttpStatusCode expected)
    {
        var answer = await AskAsync(HttpMethod.Get, scope is null ? null : await KeyAsync(scope));

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == HttpStatusCode.OK, answer.Text.Contains("kestrel_active_connections", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Head_is_answered_and_nothing_else()
    {
        var key = await KeyAsync("operator_read");

        Assert.Equal((HttpStatusCode.OK, ""), ((await AskAsync(HttpMethod.Head, key)).Status, (await AskAsync(HttpMethod.Head, key)).Text));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await AskAsync(HttpMethod.Post, GatewayHost.OperatorKey)).Status);
    }

    private async Task<string> KeyAsync(string scope)
    {
        await gateway.Api.OpenAsync("measured");
        var team = scope.StartsWith("team", StringComparison.Ordinal) ? ""","teamId":"measured" """ : "";
        return (await gateway.Api.PostAsync("/v1/api-keys", $$"""{"name":"Prometheus","scope":"{{scope}}"{{team}}}""")).Json.GetProperty("key").GetString()!;
    }

    private async Task<ApiAnswer> AskAsync(HttpMethod method, string? key)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var request = new HttpRequestMessage(method, "/metrics");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ApiAnswer.OfAsync(response, TestContext.Current.CancellationToken);
    }
}
