using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Purser.Gateway.Portal.Pages;

/// <summary>A component, rendered once, as a page or a part of one.</summary>
/// <param name="Component">Which.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record HtmlAnswer(Type Component, Dictionary<string, object?> Parameters, int Status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Shorter is not worth compressing.</summary>
    private const int Small = 1024;

    /// <summary>Only what the gateway itself serves is loaded, run, shown or sent to; nothing that stands in the page is run, and only who is named frames it.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

    public static HtmlAnswer Of<TComponent>(params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            all.Add(name, value);
        }

        return new HtmlAnswer(typeof(TComponent), all);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var body = Encoding.UTF8.GetBytes(await RenderAsync(httpContext.RequestServices));
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        var framers = httpContext.RequestServices.GetRequiredService<PortalSettings>().FrameOrigins;
        headers.ContentSecurityPolicy = Policy + (framers is [] ? "'none'" : string.Join(' ', framers));
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.Append("Vary", "Accept-Encoding, Accept-Language, Cookie");
        if (body.Length >= Small && AcceptsBrotli(request))
        {
            headers.ContentEncoding = "br";
            body = Compress(body, CompressionLevel.Fastest);
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    public static bool AcceptsBrotli(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries).Any(static coding => coding.Split(';')[0] is "br");

    public static byte[] Compress(byte[] body, CompressionLevel level)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, level))
        {
            brotli.Write(body);
        }

        return compressed.ToArray();
    }

    private async Task<string> RenderAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync(Component, ParameterView.FromDictionary(Parameters));
            await using var text = new StringWriter(CultureInfo.InvariantCulture);
            root.WriteHtmlTo(text);
            return text.ToString();
        });
    }
}
