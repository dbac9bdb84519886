using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Purser.Gateway.Portal.Pages;

/// <summary>What pictures are made of.</summary>
internal static class Svg
{
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole, of the picture's width.</summary>
    public static string Percent(double part, double whole) => Number(whole <= 0 ? 0 : 100 * part / whole) + "%";

    /// <summary>Razor takes the element of SVG for one of its own.</summary>
    public static MarkupString Text(string x, string y, string anchor, string text) =>
        new($"<text class=\"tick\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{HtmlEncoder.Default.Encode(text)}</text>");
}

/// <summary>What the height of a picture stands for.</summary>
/// <param name="Top">What its upper edge stands for.</param>
/// <param name="Ticks">Where lines are drawn across.</param>
public sealed record ChartScale(double Top, long[] Ticks)
{
    /// <summary>Some four lines at round numbers.</summary>
    internal static ChartScale For(double highest)
    {
        var rough = highest / 4;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1))));
        var step = Math.Max(1, (rough / magnitude) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * magnitude);
        var top = Math.Ceiling(highest / step) * step;
        return new ChartScale(top, [.. Enumerable.Range(1, (int)Math.Round(top / step)).Select(n => (long)(n * step))]);
    }
}
