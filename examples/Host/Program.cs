// A product that shows the credits in its own account page. All it has to do is in two places: the elements in the page, and the address
// that they ask for a session. Whoever comes is taken for one member of one team here; a product knows who is signed in.
using System.Net.Http.Headers;

var builder = WebApplication.CreateSlimBuilder(args);
string Setting(string name) => builder.Configuration[name] ?? throw new InvalidOperationException($"Set {name}.");

var gateway = Setting("Purser:Gateway").TrimEnd('/');
var (team, member) = (Setting("Purser:Team"), Setting("Purser:Member"));
using var purser = new HttpClient { BaseAddress = new Uri(gateway) };
purser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("Purser:Key"));

var app = builder.Build();

// As strict a policy as a product may have: nothing inline, nothing from elsewhere but the elements and what they ask for.
app.Use((context, next) =>
{
    context.Response.Headers.ContentSecurityPolicy =
        $"default-src 'self'; script-src 'self' {gateway}; style-src 'self'; connect-src 'self' {gateway}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
    return next(context);
});

app.MapGet("/", () => Page("Account", """<purser-credits session-url="/credits-session"></purser-credits>"""));

app.MapGet("/parts", () => Page("Parts", """
    <div class="beside">
      <purser-cards session-url="/credits-session"></purser-cards>
      <purser-top-up session-url="/credits-session"></purser-top-up>
    </div>
    <purser-history session-url="/credits-session"></purser-history>
    """));

app.MapGet("/credits-session", async (HttpRequest request, HttpResponse response) =>
{
    response.Headers.CacheControl = "no-store";
    var session = new { memberId = member, origin = $"{request.Scheme}://{request.Host}" };
    using var answer = await purser.PostAsJsonAsync($"/v1/teams/{Uri.EscapeDataString(team)}/portal-sessions", session, request.HttpContext.RequestAborted);
    return Results.Text(await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType, statusCode: (int)answer.StatusCode);
});

app.MapGet("/favicon.ico", () => Results.NoContent());
app.MapGet("/health/ready", () => Results.NoContent());

app.MapGet("/style.css", () => Results.Text("""
    :root { color-scheme: light dark; --purser-accent: #7c3aed; --purser-accent-ink: light-dark(#6d28d9, #c4b5fd); }
    body { margin: 0; background: light-dark(#fff, #121417); color: light-dark(#1a1a1a, #eee); font: 16px/1.5 Georgia, serif; }
    a { color: light-dark(#5b21b6, #c4b5fd); }
    header { display: flex; gap: 2rem; align-items: baseline; padding: 1rem 2rem; border-bottom: 1px solid light-dark(#ddd, #444); }
    header strong { margin-inline-end: auto; }
    main { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
    .beside { display: grid; gap: 1rem; margin-bottom: 2rem; justify-items: start; }
    .beside > :first-child { justify-self: stretch; }
    """, "text/css"));

app.Run();

IResult Page(string title, string body) => Results.Text($"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title} · Your product</title>
      <link rel="stylesheet" href="/style.css">
      <script type="module" src="{gateway}/portal/elements.js"></script>
    </head>
    <body>
      <header><strong>Your product</strong><a href="/">Account</a><a href="/parts">Parts</a></header>
      <main>{body}</main>
    </body>
    </html>
    """, "text/html");
