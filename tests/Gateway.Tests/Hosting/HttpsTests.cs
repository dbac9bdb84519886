using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Purser.Gateway.Hosting;
using Purser.Tests;

namespace Purser.Gateway.Tests;

/// <summary>A gateway that speaks TLS by itself, as its configuration says.</summary>
public sealed class HttpsTests : IAsyncDisposable
{
    private readonly TestAuthority authority = new();
    private readonly GatewayHost gateway;
    private readonly HttpClient client;

    public HttpsTests()
    {
        var (certificate, key) = authority.Issue("credits.example.com", isServer: true);
        gateway = new GatewayHost(
            hasCluster: true,
            time: null,
            (Microsoft.AspNetCore.Hosting.WebHostDefaults.ServerUrlsKey, null),
            ("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
            ("Kestrel:Endpoints:Https:Certificate:Path", certificate),
            ("Kestrel:Endpoints:Https:Certificate:KeyPath", key),
            ("Purser:HstsDays", "30"));
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => authority.Signed(new X509Certificate2(shown!)) },
        }) { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.OperatorKey);
        client.DefaultRequestHeaders.Host = "credits.example.com";
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Debits_go_by_either_version_of_http(string version)
    {
        await SendAsync(HttpMethod.Put, $"/v1/teams/https-{version}", "1.1", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3}}""");

        using var debited = await SendAsync(HttpMethod.Post, $"/v1/teams/https-{version}/debits", version, """{"memberId":"anna","action":"answer"}""");

        Assert.Equal(HttpStatusCode.Created, debited.StatusCode);
        Assert.Equal(Version.Parse(version), debited.Version);
        Assert.Equal("max-age=2592000", debited.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task The_pages_cookie_is_for_this_host_and_encrypted_ways_alone()
    {
        await SendAsync(HttpMethod.Put, "/v1/teams/secure", "1.1", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3}}""");
        using var link = await SendAsync(HttpMethod.Post, "/v1/teams/secure/portal-links", "1.1", """{"memberId":"anna"}""");
        using var json = System.Text.Json.JsonDocument.Parse(await link.Content.ReadAsStringAsync(Cancellation));
        var url = new Uri(json.RootElement.GetProperty("url").GetString()!);
        Assert.Equal("https://credits.example.com", url.GetLeftPart(UriPartial.Authority));

        using var entered = await SendAsync(HttpMethod.Get, url.PathAndQuery, "2.0");

        var cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-purser-", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4000)]
    public void Hsts_is_for_some_days_or_none(int days) => Assert.Single(new HstsSettings { HstsDays = days }.Errors());

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
        authority.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string version, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = json is null ? null : Api.Json(json),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "once");
        return await client.SendAsync(request, Cancellation);
    }
}
