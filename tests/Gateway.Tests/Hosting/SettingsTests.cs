using Purser.Gateway.Auth;
using Purser.Gateway.Checkout;
using Purser.Gateway.Cluster;
using Purser.Gateway.Debits;
using Purser.Gateway.Stripe;

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
        var result = new OperatorSettings.Validator().Validate(null, new OperatorSettings { OperatorKey = key });

        Assert.Contains("Purser:OperatorKey", result.FailureMessage!, StringComparison.Ordinal);
        Assert.Contains("16", result.FailureMessage!, StringComparison.Ordinal);
        Assert.True(key.Length == 0 || !result.FailureMessage!.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_with_the_cluster_is_said_at_once()
    {
        var result = new ClusterSettings.Validator().Validate(null, new ClusterSettings
        {
            ClusterId = "",
            ResponseTimeout = TimeSpan.Zero,
            ConnectionString = "Nonsense=1;Password=secret",
        });

        Assert.Equal(3, result.Failures!.Count());
        Assert.DoesNotContain("secret", result.FailureMessage!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(new PublicSettings.Validator().Validate(null, new PublicSettings()).Succeeded);
        Assert.True(new StripeSettings.Validator().Validate(null, new StripeSettings()).Succeeded);
        Assert.True(new DebitSettings.Validator().Validate(null, new DebitSettings()).Succeeded);
        Assert.True(new ClusterSettings.Validator().Validate(null, new ClusterSettings { ConnectionString = "Host=127.0.0.1" }).Succeeded);
    }

    [Fact]
    public void Debits_are_gathered_within_bounds()
    {
        var result = new DebitSettings.Validator().Validate(null, new DebitSettings { CallsInFlight = 0, DebitsPerCall = 1001 });

        Assert.Contains("Purser:Debits:CallsInFlight is 0", result.FailureMessage!, StringComparison.Ordinal);
        Assert.Contains("Purser:Debits:DebitsPerCall is 1001", result.FailureMessage!, StringComparison.Ordinal);
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
        var result = new PublicSettings.Validator().Validate(null, new PublicSettings { PublicUrl = url });

        Assert.Contains("Purser:PublicUrl", result.FailureMessage!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_a b")]
    [InlineData("whsec_a\n")]
    [InlineData("schlüssel")]
    public void A_webhook_secret_has_no_blanks_and_is_never_repeated_in_the_message(string secret)
    {
        var result = new StripeSettings.Validator().Validate(null, new StripeSettings { WebhookSecret = secret });

        Assert.Contains("Stripe:WebhookSecret", result.FailureMessage!, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, result.FailureMessage!, StringComparison.Ordinal);
    }

    [Fact]
    public void Orleans_reads_its_own_schema_through_a_small_pool()
    {
        var settings = new ClusterSettings { ConnectionString = "Host=db;Database=purser;Maximum Pool Size=90" };

        Assert.Contains("Search Path=orleans", settings.OrleansConnectionString, StringComparison.Ordinal);
        Assert.Contains("Maximum Pool Size=2", settings.OrleansConnectionString, StringComparison.Ordinal);
        Assert.Contains("Host=db", settings.OrleansConnectionString, StringComparison.Ordinal);
    }
}
