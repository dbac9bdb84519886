using Purser.Gateway.Auth;
using Purser.Gateway.Hosting;
using Purser.Gateway.Debits;
using Purser.Gateway.Stripe;
using Purser.Hosting;

namespace Purser.Gateway.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("fifteen-letters")]
    [InlineData("has a blank in it")]
    [InlineData("has-a-tab\t-in-it-somewhere")]
    [InlineData("schlüsselschlüssel")]
    public void An_operators_key_is_long_and_printable_and_never_repeated_in_the_message(string key)
    {
        var error = Assert.Single(new OperatorSettings { OperatorKey = key }.Errors());

        Assert.Contains("Purser:OperatorKey", error, StringComparison.Ordinal);
        Assert.Contains("16", error, StringComparison.Ordinal);
        Assert.True(key.Length == 0 || !error.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_with_the_cluster_is_said_at_once()
    {
        var errors = new ClusterSettings
        {
            ClusterId = "",
            ResponseTimeout = TimeSpan.Zero,
            ConnectionString = "Nonsense=1;Password=secret",
        }.Errors();

        Assert.Equal(3, errors.Count());
        Assert.DoesNotContain("secret", string.Concat(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.Empty(new PublicSettings().Errors());
        Assert.Empty(new StripeSettings().Errors());
        Assert.Empty(new DebitSettings().Errors());
        Assert.Empty(new ClusterSettings { ConnectionString = "Host=127.0.0.1" }.Errors());
    }

    [Fact]
    public void Debits_are_gathered_within_bounds()
    {
        var errors = new DebitSettings { CallsInFlight = 0, DebitsPerCall = 1001 }.Errors();

        Assert.Equal(
            ["Purser:Debits:CallsInFlight is 0; it must be between 1 and 64.", "Purser:Debits:DebitsPerCall is 1001; it must be between 1 and 1000."],
            errors);
    }

    [Theory]
    [InlineData("credits.example.com")]
    [InlineData("/credits")]
    [InlineData("ftp://credits.example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://credits.example.com/?a=b")]
    [InlineData("https://credits.example.com/#here")]
    [InlineData("https://user:secret@credits.example.com/")]
    public void The_public_address_is_one_that_a_browser_opens(string url)
    {
        var error = Assert.Single(new PublicSettings { PublicUrl = url }.Errors());

        Assert.Contains("Purser:PublicUrl", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_a b")]
    [InlineData("whsec_a\n")]
    [InlineData("schlüssel")]
    public void A_webhook_secret_has_no_blanks_and_is_never_repeated_in_the_message(string secret)
    {
        var error = Assert.Single(new StripeSettings { WebhookSecret = secret }.Errors());

        Assert.Contains("Stripe:WebhookSecret", error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Orleans_reads_its_own_schema_through_a_small_pool()
    {
        var tables = DatabaseAddress.OfOrleans("Host=db;Database=purser;Maximum Pool Size=90", "a-program", connections: 2).ConnectionString;

        Assert.Contains("Search Path=orleans", tables, StringComparison.Ordinal);
        Assert.Contains("Maximum Pool Size=2", tables, StringComparison.Ordinal);
        Assert.Contains("Host=db", tables, StringComparison.Ordinal);
    }
}
