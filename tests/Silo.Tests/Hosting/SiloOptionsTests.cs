using Microsoft.Extensions.Hosting.Internal;
using Purser.Silo;

namespace Purser.Tests.Hosting;

public sealed class SiloOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Validate(new SiloOptions()));

    [Theory]
    [InlineData("", "Purser:ClusterId is ''")]
    [InlineData("two words", "Purser:ClusterId is 'two words'")]
    public void A_cluster_id_is_a_short_plain_name(string id, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Validate(new SiloOptions { ClusterId = id })), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_port_is_one_that_exists(int port) =>
        Assert.Equal(
            $"Purser:SiloPort is {port}: it must be between 1 and 65535.",
            Assert.Single(Validate(new SiloOptions { SiloPort = port })));

    [Fact]
    public void The_two_ports_differ() =>
        Assert.Equal(
            "Purser:SiloPort and Purser:GatewayPort are both 30000: they must differ.",
            Assert.Single(Validate(new SiloOptions { SiloPort = 30000 })));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("example.org")]
    [InlineData("")]
    public void The_address_that_others_are_told_is_one_they_can_reach(string address) =>
        Assert.StartsWith(
            $"Purser:AdvertisedAddress is '{address}'",
            Assert.Single(Validate(new SiloOptions { AdvertisedAddress = address })),
            StringComparison.Ordinal);

    [Fact]
    public void The_clock_may_run_ahead_in_development_only()
    {
        var ahead = new SiloOptions { ClockOffset = TimeSpan.FromDays(30) };

        Assert.Empty(Validate(ahead, "Development"));
        Assert.Equal(
            "Purser:ClockOffset is 30.00:00:00 in the Production environment: it may be set in Development only.",
            Assert.Single(Validate(ahead)));
    }

    [Fact]
    public void The_clock_never_runs_behind() =>
        Assert.StartsWith(
            "Purser:ClockOffset is -00:00:01",
            Assert.Single(Validate(new SiloOptions { ClockOffset = TimeSpan.FromSeconds(-1) }, "Development")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("", "ConnectionStrings:Purser is empty")]
    [InlineData("Database=purser", "ConnectionStrings:Purser names no Host")]
    [InlineData("Host=h;Colour=red", "ConnectionStrings:Purser cannot be read")]
    public void A_connection_string_can_be_read_and_names_a_host(string connectionString, string expected) =>
        Assert.StartsWith(
            expected,
            Assert.Single(new DatabaseOptions { ConnectionString = connectionString }.Errors()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=any")]
    [InlineData(";Target Session Attributes=prefer-primary")]
    public void Of_several_hosts_only_the_primary_is_to_be_used(string attributes) =>
        Assert.Contains(
            "Target Session Attributes=primary",
            Assert.Single(new DatabaseOptions { ConnectionString = "Host=one,two:5433;Database=purser" + attributes }.Errors()),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("primary")]
    [InlineData("read-write")]
    public void Several_hosts_of_which_the_primary_is_looked_for_are_an_address(string attributes) =>
        Assert.Empty(new DatabaseOptions { ConnectionString = $"Host=one,two;Target Session Attributes={attributes};Host Recheck Seconds=1" }.Errors());

    [Fact]
    public void What_is_wrong_with_a_connection_string_is_said_without_its_password() =>
        Assert.DoesNotContain(
            "secret",
            Assert.Single(new DatabaseOptions { ConnectionString = "Password=secret;Port=x" }.Errors()),
            StringComparison.Ordinal);

    private static IEnumerable<string> Validate(SiloOptions options, string environment = "Production") =>
        options.Errors(new HostingEnvironment { EnvironmentName = environment });
}
