using System.Text;
using Purser.Gateway.Requests;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>What an origin looks like where browsers write it: scheme, host, and a port that is not the scheme's own.</summary>
internal static class OriginRule
{
    public const int Longest = 300;

    public const string Words = "an origin as browsers write it, such as https://app.example.com: http or https, and no path";

    public static bool Holds(string? text) =>
        text is { Length: <= Longest }
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && url.UserInfo is ""
        && Ascii.IsValid(text)
        && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.Ordinal);
}

/// <summary>An origin.</summary>
internal sealed class OriginAttribute : TextRuleAttribute
{
    public OriginAttribute()
        : base(OriginRule.Words, OriginRule.Holds) =>
        (Longest, Pattern, Description) = (OriginRule.Longest, "^https?://[^/?#@]+$", "As browsers write it: scheme, host, and a port that is not the scheme's own.");
}
