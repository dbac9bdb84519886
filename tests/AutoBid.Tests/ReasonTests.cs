using CsCheck;

namespace Purser.AutoBid.Worker.Tests;

public sealed class ReasonTests
{
    [Theory]
    [InlineData("  It\nfits.\0 ", "It fits.")]
    [InlineData("\u2028", "")]
    [InlineData("", "")]
    public void A_reason_is_on_one_line(string text, string reason) => Assert.Equal(reason, Reason.Of(text));

    [Fact]
    public void A_long_reason_is_cut()
    {
        Assert.Equal(new string('x', 500 - 1) + "…", Reason.Of(new string('x', 10_000)));
        Assert.True(Limits.IsReason(Reason.Of(string.Concat(Enumerable.Repeat("😀", 10_000)))));
    }

    [Fact]
    public void Any_text_becomes_a_reason_or_nothing() =>
        Gen.String.Sample(text => Assert.True(Reason.Of(text) is var reason && (reason.Length == 0 || Limits.IsReason(reason))));
}
