using System.Text.RegularExpressions;
using Purser.Gateway.Portal.Embedding;
using Purser.Gateway.Portal.Texts;

namespace Purser.Gateway.Portal;

/// <summary>How the page looks and where it leads: the product's, not Purser's.</summary>
public sealed partial class PortalSettings
{
    public const string Section = "Purser:Portal";

    /// <summary>The product's name, as people know it. Default none: the page is just <c>AI Credits</c>.</summary>
    public string? ProductName { get; set; }

    /// <summary>A file with the product's logo, SVG or PNG, shown 28 pixels high. Default none.</summary>
    public string? Logo { get; set; }

    /// <summary>The colour of buttons and links, as <c>#rrggbb</c>. It is made lighter or darker where text would be hard to read.</summary>
    public string Accent { get; set; } = "#2f5bd8";

    /// <summary>Where the page leads back to. Default none.</summary>
    public string? ProductUrl { get; set; }

    /// <summary>Where people get help: an https or mailto address. Default none.</summary>
    public string? SupportUrl { get; set; }

    /// <summary>Where plans are chosen: where a team without a subscription is sent. Default none.</summary>
    public string? PlansUrl { get; set; }

    /// <summary>Where a job is shown, with <c>{jobId}</c> in it. Default none: jobs are their ids.</summary>
    public string? JobUrl { get; set; }

    /// <summary>
    /// A folder with words of the product's own: <c>en.json</c> with those that shall be others, or every one in a language more. Default
    /// none.
    /// </summary>
    public string? Texts { get; set; }

    /// <summary>How long a visit lasts that a link was exchanged for. Default 12 h: a working day, so that nobody is thrown out of one.</summary>
    public TimeSpan VisitLasts { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// The origins of pages that may show the credits within themselves, such as <c>https://app.example.com</c>. Default none: wherever a
    /// session is opened for, which only the API's keys do.
    /// </summary>
    public string[] EmbedOrigins { get; set; } = [];

    /// <summary>The origins of pages that may show the page in a frame. Default none: nobody frames it.</summary>
    public string[] FrameOrigins { get; set; } = [];

    /// <summary>What is wrong with it, each naming the key, the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() =>
    [
        .. Wrong(nameof(ProductName), ProductName, Limits.IsName, "1 to 200 printable characters"),
        .. Wrong(nameof(Logo), Logo, static file => (file.EndsWith(".svg", StringComparison.Ordinal) || file.EndsWith(".png", StringComparison.Ordinal)) && File.Exists(file), "a file that is there and ends with .svg or .png"),
        .. Wrong(nameof(Accent), Accent, static color => Color().IsMatch(color), "a colour such as #2f5bd8"),
        .. Wrong(nameof(ProductUrl), ProductUrl, static url => IsUrl(url), "an http or https address"),
        .. Wrong(nameof(SupportUrl), SupportUrl, static url => url.StartsWith("mailto:", StringComparison.Ordinal) || IsUrl(url), "an https or mailto address"),
        .. Wrong(nameof(PlansUrl), PlansUrl, static url => IsUrl(url), "an http or https address"),
        .. Wrong(nameof(JobUrl), JobUrl, static url => url.Contains("{jobId}", StringComparison.Ordinal) && IsUrl(url.Replace("{jobId}", "1", StringComparison.Ordinal)), "an http or https address with {jobId} in it"),
        .. Texts is { Length: > 0 } folder ? OwnTexts.Errors(folder) : [],
        .. EmbedOrigins.SelectMany(static origin => Wrong(nameof(EmbedOrigins), origin, OriginRule.Holds, OriginRule.Words)),
        .. FrameOrigins.SelectMany(static origin => Wrong(nameof(FrameOrigins), origin, OriginRule.Holds, OriginRule.Words)),
        .. VisitLasts >= TimeSpan.FromMinutes(5) && VisitLasts <= TimeSpan.FromDays(30)
            ? Array.Empty<string>() : [$"{Section}:{nameof(VisitLasts)} is {VisitLasts}; it must be between 00:05:00 and 30.00:00:00."],
    ];

    /// <summary>Where a job is shown; null where that is not known.</summary>
    public string? UrlOf(JobId job) => JobUrl?.Replace("{jobId}", Uri.EscapeDataString(job.Value), StringComparison.Ordinal);

    private static IEnumerable<string> Wrong(string name, string? value, Func<string, bool> holds, string rule) =>
        value is { Length: > 0 } && !holds(value) ? [$"{Section}:{name} is {value}; it must be {rule}."] : [];

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo is "";

    [GeneratedRegex("^#[0-9a-fA-F]{6}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Color();
}
