using Microsoft.AspNetCore.WebUtilities;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>The page that the credits are shown in: where a payer comes back to.</summary>
/// <param name="Url">On the origin that the token was made for, so that nobody is led elsewhere.</param>
internal sealed record HostPage(string Url)
{
    /// <summary>The field of a form that says where it was sent from.</summary>
    public const string Field = "page";

    /// <summary>The parameter that a payer comes back with. The page is somebody else's, so it is a name that nobody else has.</summary>
    public const string Session = "purser_session";

    private const int Longest = 2000;

    /// <summary>The origin's first page where the form does not say, or says one of another origin.</summary>
    public static HostPage Of(IFormCollection form, string origin) => new(
        form[Field].ToString() is { Length: <= Longest } text
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && string.Equals(url.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal)
        && url.UserInfo is ""
            ? url.AbsoluteUri
            : origin + "/");

    /// <summary>Its address with a parameter more, as it is: what Stripe fills in must not be escaped.</summary>
    public string With(string name, string value) => QueryHelpers.AddQueryString(Url, name, value).Replace(Uri.EscapeDataString(value), value, StringComparison.Ordinal);
}
