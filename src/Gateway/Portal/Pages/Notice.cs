using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal.Pages;

/// <summary>A page with a few words, where the page that was asked for cannot be shown.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Key">Where its words are among the texts: a title and a text.</param>
internal sealed record Notice(int Status, string Key) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        if (Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        return (HtmlAnswer.Of<NoticePage>(
            (nameof(NoticePage.Key), Key),
            (nameof(NoticePage.Texts), services.GetRequiredService<Languages>().Of(httpContext.Request)),
            (nameof(NoticePage.Settings), services.GetRequiredService<PortalSettings>()),
            (nameof(NoticePage.Files), services.GetRequiredService<PortalAssets>())) with { Status = Status }).ExecuteAsync(httpContext);
    }
}
