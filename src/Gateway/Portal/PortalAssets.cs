using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Purser.Gateway.Portal.Embedding;
using Purser.Gateway.Portal.Pages;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal;

/// <summary>The page's style, scripts and pictures. Their address names what is in them, so a browser keeps them for good.</summary>
public sealed class PortalAssets
{
    internal const string Route = "/portal/assets/{version}/{name}";

    /// <summary>What pages of other origins load: an address that stays, and names the one that does not.</summary>
    internal const string ElementsRoute = "/portal/elements.js";

    private const string Prefix = "portal.assets.";
    private const string LogoName = "logo";

    private readonly FrozenDictionary<string, Asset> assets;
    private readonly string version;

    internal PortalAssets(PortalSettings settings, Languages languages)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var assembly = typeof(PortalAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files.Add(resource[Prefix.Length..], content);
        }

        files["portal.css"] = [.. files["portal.css"], .. Encoding.UTF8.GetBytes(Accent.Of(settings.Accent).ToCss())];
        files.Add(ElementWords.File, ElementWords.Of(languages));
        if (settings.Logo is { Length: > 0 } logo)
        {
            files.Add(LogoName + Path.GetExtension(logo), File.ReadAllBytes(logo));
        }

        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files)
        {
            all.AppendData(Encoding.UTF8.GetBytes(name));
            all.AppendData(content);
        }

        version = Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 8));
        assets = files.ToFrozenDictionary(file => file.Key, file => new Asset(file.Key, file.Value), StringComparer.Ordinal);
        Logo = files.Keys.FirstOrDefault(static name => name.StartsWith(LogoName + ".", StringComparison.Ordinal)) is { } found ? PathOf(found) : null;
    }

    /// <summary>The product's logo; null where there is none.</summary>
    public string? Logo { get; }

    public string PathOf(string name) => $"/portal/assets/{version}/{name}";

    /// <summary>The script that makes elements of the page for pages of other origins.</summary>
    internal async Task SendElementsAsync(HttpContext context)
    {
        var body = Encoding.UTF8.GetBytes($"import '.{PathOf("embed.js")["/portal".Length..]}';\n");
        Open(context.Response);
        context.Response.Headers.CacheControl = "public, max-age=300";
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Scripts and style are nobody's secret, and a module of another origin is only run by who may read it.</summary>
    private static void Open(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <remarks>A gateway of another version may have named another; then this one's is good for now, and not to be kept.</remarks>
    internal async Task SendAsync(HttpContext context)
    {
        if (context.Request.RouteValues["name"] is not string name || !assets.TryGetValue(name, out var asset))
        {
            await new Notice(StatusCodes.Status404NotFound, "notice.request").ExecuteAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        var isOurs = string.Equals(context.Request.RouteValues["version"] as string, version, StringComparison.Ordinal);
        headers.CacheControl = isOurs ? "public, max-age=31536000, immutable" : "no-cache";
        Open(context.Response);
        // A logo is not ours: opened by itself it must not run anything.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        headers.Vary = "Accept-Encoding";
        context.Response.ContentType = asset.MediaType;
        var body = asset.Content;
        if (HtmlAnswer.AcceptsBrotli(context.Request))
        {
            headers.ContentEncoding = "br";
            body = asset.Compressed.Value;
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private sealed record Asset(string Name, byte[] Content)
    {
        public Lazy<byte[]> Compressed { get; } = new(() => HtmlAnswer.Compress(Content, CompressionLevel.SmallestSize));

        public string MediaType => Path.GetExtension(Name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "image/png",
        };
    }
}
