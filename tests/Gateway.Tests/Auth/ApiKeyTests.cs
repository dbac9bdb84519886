using System.Net;

namespace Purser.Gateway.Tests;

public sealed class ApiKeyTests(GatewayHost gateway)
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer " + GatewayHost.OperatorKey + "x")]
    [InlineData("Bearer  wrong")]
    [InlineData("Basic " + GatewayHost.OperatorKey)]
    [InlineData(GatewayHost.OperatorKey)]
    [InlineData("Bearer schlüssel")]
    public async Task Without_a_known_key_nothing_is_called(string? header)
    {
        foreach (var route in gateway.Routes.Select(Routes.Describe).Where(route => route.NeedsKey))
        {
            var answer = await SendAsync(route.Method, route.PathFor("no-key"), header);

            answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }

        Assert.Equal(0, gateway.Teams["no-key"].Calls);
    }

    [Fact]
    public async Task A_key_longer_than_any_is_refused() =>
        (await SendAsync(HttpMethod.Get, "/v1/teams/no-key/credits", "Bearer " + new string('x', 5000)))
            .ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer  ")]
    public async Task The_scheme_may_be_written_small_and_blanks_may_follow_it(string scheme) =>
        (await SendAsync(HttpMethod.Get, "/v1/teams/nobody/credits", scheme + GatewayHost.OperatorKey))
            .ShouldBeProblem(HttpStatusCode.NotFound, "team-not-found");

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task Some_pages_need_no_key(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, path, header: null)).Status);

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? header)
    {
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 })
        {
            BaseAddress = gateway.Address,
        };
        using var request = new HttpRequestMessage(method, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ApiAnswer.OfAsync(response, TestContext.Current.CancellationToken);
    }
}
