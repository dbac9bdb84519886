namespace Purser.Gateway.Portal;

/// <summary>The page's addresses.</summary>
internal static class PortalPaths
{
    public const string Team = "/portal/teams/{teamId}";

    /// <summary>Within pages of other origins: whose it is, is said by the token.</summary>
    public const string Embedded = "/portal/embed";

    public static string Of(TeamId teamId) => $"/portal/teams/{Uri.EscapeDataString(teamId.Value)}";
}

/// <summary>Go and look there.</summary>
internal sealed record SeeOther(string Path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Path;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        httpContext.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
