using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Purser.AutoBid;
using Purser.Hosting;
using Purser.Hosting.Tls;

namespace Purser.Tests.Calls;

/// <summary>Two silos that take part only with certificates of their authority, and who comes to them with which.</summary>
public sealed class ClusterTlsTests(TlsSilos silos) : IClassFixture<TlsSilos>
{
    private readonly TestAuthority authority = silos.Authority;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_and_clients_with_certificates_of_the_authority_work()
    {
        await using var client = await ConnectAsync(Settings(authority.Issue("a-gateway", isServer: false), authority));

        Assert.Equal(2, (await client.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count);
        for (var number = 0; number < 8; number++)
        {
            // Some of them live on the silo that the call does not come to.
            Assert.False(await client.Grains.GetGrain<ITeamAutoBid>($"team-{number}").Exists());
        }
    }

    [Fact]
    public async Task A_client_without_a_certificate_gets_nowhere() => await GetsNowhereAsync(new ClusterTlsSettings());

    [Fact]
    public async Task A_client_with_a_certificate_of_another_authority_gets_nowhere()
    {
        using var other = new TestAuthority();

        await GetsNowhereAsync(Settings(other.Issue("a-gateway", isServer: true), authority));
    }

    [Fact]
    public async Task A_client_whose_certificates_time_has_passed_gets_nowhere() =>
        await GetsNowhereAsync(Settings(authority.Issue("a-gateway", isServer: false, isOver: true), authority));

    [Fact]
    public async Task A_client_takes_nobody_for_a_silo_who_has_only_a_clients_certificate_or_another_authoritys()
    {
        using var other = new TestAuthority();

        await GetsNowhereAsync(Settings(authority.Issue("a-gateway", isServer: false), other));
        using var own = new ClusterCertificates(Settings(authority.Issue("a-gateway", isServer: false), authority));
        Assert.False(own.Trusts(own.Own, shown: null, isSilo: true));
        Assert.True(own.Trusts(own.Own, shown: null, isSilo: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_port_between_silos_is_open_to_silos_alone(bool isSilo)
    {
        using var certificates = new ClusterCertificates(Settings(authority.Issue("somebody", isServer: isSilo), authority));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", silos.SiloPort, Cancellation);
        await using var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => authority.Signed(new X509Certificate2(shown!)));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "purser", ClientCertificates = [certificates.Own] }, Cancellation);

        // The silo's own greeting waits for ours; one that is not wanted is closed or reset at once.
        var answer = stream.ReadAsync(new byte[1], Cancellation).AsTask();
        var first = await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(isSilo ? 1 : 30), TimeProvider.System, Cancellation));

        Assert.Equal(!isSilo, first == answer && (answer.IsFaulted || await answer == 0));
    }

    [Fact]
    public void A_certificate_that_was_exchanged_in_its_file_counts_for_the_next_connection()
    {
        var (certificate, key) = authority.Issue("before", isServer: false);
        using var certificates = new ClusterCertificates(Settings((certificate, key), authority));
        var (newCertificate, newKey) = authority.Issue("after", isServer: false);

        File.Copy(newCertificate, certificate, overwrite: true);
        Assert.Equal("CN=before", certificates.Own.Subject);
        File.Copy(newKey, key, overwrite: true);
        Assert.Equal("CN=after", certificates.Own.Subject);
    }

    [Fact]
    public void Files_that_are_missing_or_not_what_they_are_to_be_are_named()
    {
        Assert.Empty(new ClusterTlsSettings().Errors(isSilo: true));
        Assert.Empty(Settings(authority.Issue("a-silo", isServer: true), authority).Errors(isSilo: true));
        Assert.Equal(2, new ClusterTlsSettings { Authority = authority.Certificate }.Errors(isSilo: true).Count());
        Assert.Contains("serverAuth", Assert.Single(Settings(authority.Issue("a-client", isServer: false), authority).Errors(isSilo: true)), StringComparison.Ordinal);
        Assert.Contains("PEM", Assert.Single(Settings((authority.Certificate, authority.Certificate), authority).Errors(isSilo: false)), StringComparison.Ordinal);
        Assert.Contains("not of this time", Assert.Single(Settings(authority.Issue("late", isServer: false, isOver: true), authority).Errors(isSilo: false)), StringComparison.Ordinal);
    }

    private static ClusterTlsSettings Settings((string Certificate, string Key) own, TestAuthority authority) =>
        new() { Certificate = own.Certificate, Key = own.Key, Authority = authority.Certificate };

    private async Task GetsNowhereAsync(ClusterTlsSettings tls) => await Assert.ThrowsAnyAsync<OrleansException>(async () =>
    {
        await using var client = await ConnectAsync(tls);
        await client.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
    });

    private async Task<OrleansClient> ConnectAsync(ClusterTlsSettings tls)
    {
        var client = new OrleansClient(
            new ClusterSettings { ConnectionString = silos.Database, ClusterTls = tls }, "a-client", static (_, _) => Task.FromResult(false));
        try
        {
            await client.ConnectAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }
}
