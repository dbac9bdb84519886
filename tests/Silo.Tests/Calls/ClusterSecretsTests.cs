using Purser.Hosting;

namespace Purser.Tests.Calls;

public sealed class ClusterSecretsTests
{
    private const string Long = "thirty-two-characters-or-more-0123";

    [Fact]
    public void None_or_a_silos_alone_is_enough()
    {
        Assert.Empty(new ClusterSecrets().Errors());
        Assert.False(new ClusterSecrets().AreAsked);
        Assert.Empty(new ClusterSecrets { Silo = Long }.Errors());
        Assert.True(new ClusterSecrets { Silo = Long }.AreAsked);
    }

    [Fact]
    public void Without_a_silos_the_others_would_not_be_asked_for() =>
        Assert.StartsWith("Purser:ClusterSecrets:Silo is not set", Assert.Single(new ClusterSecrets { Worker = Long }.Errors()), StringComparison.Ordinal);

    [Fact]
    public void Two_kinds_with_one_secret_would_be_one_kind() =>
        Assert.StartsWith("Purser:ClusterSecrets has one secret twice", Assert.Single(new ClusterSecrets { Silo = Long, Worker = Long }.Errors()), StringComparison.Ordinal);

    [Theory]
    [InlineData("too-short")]
    [InlineData("long enough, and yet with blanks in it")]
    public void One_is_long_and_printable_and_never_repeated(string secret)
    {
        var error = Assert.Single(new ClusterSecrets { Silo = secret }.Errors());

        Assert.StartsWith("Purser:ClusterSecrets:Silo has ", error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
    }
}
