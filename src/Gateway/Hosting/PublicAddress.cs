using Microsoft.Extensions.Options;

namespace Purser.Gateway.Hosting;

/// <summary>Where people, rather than programs, find the gateway.</summary>
internal sealed class PublicSettings
{
    public const string Section = "Purser";

    /// <summary>
    /// The gateway's address as a browser sees it, such as <c>https://credits.example.com</c>. Default none: the address that the
    /// call came to, which is right unless a proxy stands before the gateway.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>What is wrong with it, naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (PublicUrl is { Length: > 0 } text
            && !(Uri.TryCreate(text, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && url is { Query: "", Fragment: "", UserInfo: "" }))
        {
            // A password in it must not end up in logs.
            yield return $"{Section}:{nameof(PublicUrl)} is {(text.Contains('@', StringComparison.Ordinal) ? "an address with a user" : text)}; "
                + "it must be an http or https address without query or user, e.g. https://credits.example.com.";
        }
    }
}

/// <summary>The gateway's address as a browser sees it.</summary>
internal sealed class PublicAddress(IOptions<PublicSettings> settings)
{
    /// <summary>Without a slash at its end.</summary>
    public string Of(HttpRequest request) => settings.Value.PublicUrl is { Length: > 0 } url
        ? url.TrimEnd('/')
        : $"{request.Scheme}://{request.Host.ToUriComponent()}";

    /// <summary>The origin that the settings name, whatever a request says; null where they name none.</summary>
    public string? Configured => settings.Value.PublicUrl is { Length: > 0 } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;

    /// <summary>Whether the browser's way here is encrypted, be it as far as a proxy.</summary>
    public bool IsSecure(HttpRequest request) =>
        request.IsHttps || settings.Value.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) is true;
}
