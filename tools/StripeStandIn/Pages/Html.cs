using System.Globalization;
using System.Net;

namespace Purser.StripeStandIn;

/// <summary>What every page of the stand-in has: one look, and a banner that says what it is.</summary>
internal static class Html
{
    private const string Style = """
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1f2733; background: #f4f6f9; }
        header { background: #7a4d00; color: #fff; padding: .6rem 1rem; text-align: center; font-weight: 600; }
        main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
        section { background: #fff; border: 1px solid #dde3ea; border-radius: 10px; padding: 1.2rem 1.4rem; margin-bottom: 1.2rem; }
        h1 { font-size: 1.4rem; margin: 0 0 .6rem; } h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
        form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .4rem 0; }
        label { display: flex; gap: .4rem; align-items: center; }
        input, select, button { font: inherit; padding: .45rem .7rem; border: 1px solid #aab4c0; border-radius: 6px; background: #fff; color: inherit; }
        button { cursor: pointer; } button.main { background: #4b3fd6; border-color: #4b3fd6; color: #fff; font-weight: 600; }
        button.bad { color: #a4161a; border-color: #d8a3a5; }
        :focus-visible { outline: 3px solid #8f86f5; outline-offset: 1px; }
        .amount { font-size: 2rem; font-weight: 700; margin: 0; } .muted { color: #5b6675; } .error { color: #a4161a; font-weight: 600; }
        table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #e7ebf0; vertical-align: top; }
        code { font-size: .85em; overflow-wrap: anywhere; }
        """;

    public const string Banner = "Simulated Stripe — no money moves";

    public static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)} · simulated Stripe</title>
        <style>{Style}</style>
        </head>
        <body>
        <header role="note">{Banner}</header>
        <main>
        {body}
        </main>
        </body>
        </html>
        """;

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A form that does one thing: its hidden fields, what is to be filled in, and its button.</summary>
    public static string Form(
        string action, string label, string style = "", string fields = "", params (string Name, string? Value)[] hidden)
    {
        var inputs = hidden.Append(("action", action))
            .Select(field => $"""<input type="hidden" name="{field.Item1}" value="{Text(field.Item2)}">""");
        return $"""<form method="post">{string.Concat(inputs)}{fields}<button class="{style}">{Text(label)}</button></form>""";
    }

    public static string Money(long amount, string? currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount / 100m:0.00} {currency?.ToUpperInvariant()}");

    public static string Instant(DateTimeOffset? instant) =>
        instant?.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "–";
}
