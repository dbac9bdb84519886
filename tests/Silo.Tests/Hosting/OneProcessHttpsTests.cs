using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Purser.Local;

namespace Purser.Tests.Hosting;

/// <summary>Silo and gateway in one process, which read one configuration.</summary>
public sealed class OneProcessHttpsTests(PostgresServer postgres)
{
    [Fact]
    public async Task Kestrels_endpoints_are_the_gateways_and_the_silo_stays_where_it_is()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("credits.example.com", isServer: true);
        var (https, silo) = (Ports.PickFree(), Ports.PickFree());
        await using WebApplication both = OneProcess.Build(
        [
            "--Purser:SiloUrl", $"http://127.0.0.1:{silo}",
            "--Purser:OperatorKey", "an-operators-key-of-a-test",
            "--Purser:SiloPort", $"{Ports.PickFree()}",
            "--Purser:GatewayPort", $"{Ports.PickFree()}",
            "--ConnectionStrings:Purser", await postgres.CreateDatabaseAsync(),
            "--Purser:Database:Migrate", "true",
            "--Kestrel:Endpoints:Https:Url", $"https://127.0.0.1:{https}",
            "--Kestrel:Endpoints:Https:Certificate:Path", certificate,
            "--Kestrel:Endpoints:Https:Certificate:KeyPath", key,
        ]);
        await both.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => authority.Signed(new X509Certificate2(shown!)) },
        });

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"https://127.0.0.1:{https}/health/ready"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"http://127.0.0.1:{silo}/health/ready"), TestContext.Current.CancellationToken)).StatusCode);
        await both.StopAsync(TestContext.Current.CancellationToken);
    }
}
