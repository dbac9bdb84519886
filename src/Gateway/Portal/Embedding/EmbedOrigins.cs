using Purser.Gateway.Hosting;

namespace Purser.Gateway.Portal.Embedding;

/// <summary>
/// Which pages of other origins a browser may hand answers to. Only here, only without cookies, and in the end only to the origin that a
/// token was made for: a preflight carries no token, so the list alone decides on it, and on who may read that a token is worthless.
/// </summary>
internal sealed class EmbedOrigins(PortalSettings settings, PublicAddress address)
{
    /// <summary>A browser asks again after so long. Chromium takes no more than two hours.</summary>
    private const string PreflightLasts = "3600";

    /// <summary>What the elements send beside what needs no leave.</summary>
    private static readonly string[] Headers = ["authorization", "accept-language", "content-type"];

    /// <summary>Whether credits may be shown there at all. Without a list, wherever a session is opened for.</summary>
    public bool Allows(string origin) =>
        settings.EmbedOrigins is { Length: > 0 } listed ? listed.Contains(origin, StringComparer.Ordinal) : OriginRule.Holds(origin);

    /// <summary>Where a request comes from; null where that is not said, or nothing may be shown there.</summary>
    /// <remarks>A browser leaves the origin out of a GET to the page's own, as it is where a proxy serves both under one name.</remarks>
    public string? Of(HttpRequest request)
    {
        var origin = request.Headers.Origin switch
        {
            [{ } one] => one,
            [] when request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" => address.Of(request),
            _ => null,
        };
        return origin is not null && Allows(origin) ? origin : null;
    }

    /// <summary>Lets scripts of an origin read the answer.</summary>
    public static void Open(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.Append("Vary", "Origin");
    }

    /// <summary>Before a request that is not as plain as a link: whether it may be sent.</summary>
    public Task AnswerPreflightAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        if (request.Headers.Origin is not [{ } origin] || !Allows(origin)
            || request.Headers.AccessControlRequestMethod.ToString() is not ("GET" or "HEAD" or "POST")
            || !Wanted(request).All(static header => Headers.Contains(header, StringComparer.OrdinalIgnoreCase)))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        Open(response, origin);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, POST";
        response.Headers.AccessControlAllowHeaders = string.Join(", ", Headers);
        response.Headers.AccessControlMaxAge = PreflightLasts;
        return Task.CompletedTask;
    }

    private static string[] Wanted(HttpRequest request) =>
        request.Headers.AccessControlRequestHeaders.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
