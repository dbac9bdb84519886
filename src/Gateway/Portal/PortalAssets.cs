using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Purser.Gateway.Portal.Pages;

namespace Purser.Gateway.Portal;

/// <summary>The page's style, scripts and pictures. Their address names what is in them, so a browser keeps them for good.</summary>
public sealed class PortalAssets
{
    internal const string Route = "/portal/assets/{version}/{name}";

    private const string Prefix = "portal.assets.";
    private const string LogoName = "logo";

    private readonly FrozenDictionary<string, Asset> assets;
    private readonly string version;

    public PortalAssets(PortalSettings settings)
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
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
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
