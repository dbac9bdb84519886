using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Purser.Billing;

namespace Purser.Gateway.Checkout;

/// <summary>A page for a person who comes back from Stripe: a few words, readable everywhere, with nothing from elsewhere.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Mood">How it is marked: <c>good</c>, <c>wait</c> or <c>plain</c>.</param>
/// <param name="Title">In a word.</param>
/// <param name="Text">What happened.</param>
/// <param name="MayReload">Whether the same address may say more a little later.</param>
internal sealed record ReturnPage(int Status, string Mood, string Title, string Text, bool MayReload = false) : IResult
{
    private const string Style = """
        :root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--ink:#17202a;--soft:#51606f;--good:#107a48;--wait:#8a5a00;--plain:#1c5fb0}
        @media (prefers-color-scheme:dark){:root{--page:#11161b;--card:#1b222a;--ink:#eef2f6;--soft:#a9b6c3;--good:#5bd39a;--wait:#f0b75a;--plain:#7fb6ff}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--page);color:var(--ink);font:1.05rem/1.55 system-ui,sans-serif}
        main{width:100%;max-width:30rem;padding:2.25rem 2rem;border-radius:1rem;border-top:.4rem solid var(--plain);background:var(--card);box-shadow:0 .5rem 2rem rgb(0 0 0/.12)}
        main.good{border-color:var(--good)}main.wait{border-color:var(--wait)}
        h1{margin:0 0 .75rem;font-size:1.6rem;line-height:1.25}
        p{margin:0 0 .75rem}
        .hint{margin:1.5rem 0 0;color:var(--soft);font-size:.95rem}
        a{color:var(--plain)}
        """;

    /// <summary>Nothing may be loaded or run; only this very style is applied.</summary>
    private static readonly string Policy = "default-src 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static readonly ReturnPage Unknown = new(StatusCodes.Status404NotFound, "plain",
        "There is nothing here", "This address belongs to no purchase. If you have paid, your credits are not lost: they are added by themselves.");

    public static readonly ReturnPage NothingBought = new(StatusCodes.Status200OK, "plain",
        "Nothing was bought", "Nothing was bought, and nothing was charged.");

    public static readonly ReturnPage BackFromPortal = new(StatusCodes.Status200OK, "plain",
        "All set", "What you changed there reaches your team within moments.");

    public static readonly ReturnPage Away = new(StatusCodes.Status503ServiceUnavailable, "wait",
        "One moment", "How your payment stands cannot be told just now. If you have paid, your credits are added by themselves.", MayReload: true);

    private static readonly ReturnPage OnItsWay = new(StatusCodes.Status200OK, "wait",
        "Thank you", "Your payment is on its way. What you bought is added as soon as it arrives, which can take some days.", MayReload: true);

    /// <summary>A pack.</summary>
    /// <param name="standing">How it stands.</param>
    /// <param name="credits">Its credits, where they are known.</param>
    public static ReturnPage OfPack(CheckoutStanding standing, Credits? credits) => standing.Status switch
    {
        TopUpStatus.Paid => new(StatusCodes.Status200OK, "good", "Thank you",
            $"{(credits is { } added ? $"{added} credits were" : "Your credits were")} added. Extra credits: {standing.Credits.Extra}."),
        TopUpStatus.Pending => OnItsWay,
        TopUpStatus.Failed => NothingBought with { Text = "The payment failed. Nothing was bought." },
        _ => NothingBought,
    };

    /// <summary>A plan.</summary>
    public static ReturnPage OfPlan(CheckoutStanding standing) => standing.Status switch
    {
        TopUpStatus.Paid when standing.Credits is { Plan: { } plan, Seats: { } seats } credits => new(
            StatusCodes.Status200OK, "good", "Welcome",
            $"{credits.Name} has the plan {plan} with {seats} {(seats == 1 ? "seat" : "seats")}. "
            + $"Credits remaining: {credits.Remaining} of {credits.Total}."),
        TopUpStatus.Paid or TopUpStatus.Pending => OnItsWay,
        TopUpStatus.Failed => NothingBought with { Text = "The payment failed. Nothing was bought." },
        _ => NothingBought,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var html = Encoding.UTF8.GetBytes(Html());
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = html.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        // The address holds the session's id, which is nobody else's business.
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "5";
        }

        return response.Body.WriteAsync(html).AsTask();
    }

    private string Html()
    {
        var title = HtmlEncoder.Default.Encode(Title);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{title}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main class="{Mood}">
            <h1>{title}</h1>
            <p role="status">{HtmlEncoder.Default.Encode(Text)}</p>
            <p class="hint">{(MayReload ? "<a href=\"\">Look again</a>, or close this page." : "You can close this page.")}</p>
            </main>
            </body>
            </html>

            """;
    }
}
