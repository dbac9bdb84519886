using System.Globalization;
using System.Text;
using Purser.Gateway.Answers;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.Portal;

/// <summary>
/// What the page's address says of what is looked at: of which cycle, whose, and which rows. What it does not understand it leaves
/// out: an address that somebody changed or an older one still shows the page.
/// </summary>
/// <param name="Cycle">The cycle that starts then; null = the present one.</param>
/// <param name="Member">Only this member's.</param>
/// <param name="Action">Rows of this action.</param>
/// <param name="Bucket">Rows of this bucket.</param>
/// <param name="Regeneration">Rows that are regenerations, or are none.</param>
/// <param name="Job">Rows of this job.</param>
/// <param name="Day">Rows of this day, in the team's time zone.</param>
/// <param name="Before">Rows before this entry: a later page.</param>
public sealed record PageAddress(
    DateTimeOffset? Cycle = null,
    MemberId? Member = null,
    AiAction? Action = null,
    Bucket? Bucket = null,
    bool? Regeneration = null,
    JobId? Job = null,
    DateOnly? Day = null,
    long? Before = null)
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Whether rows are left out of the history.</summary>
    public bool HasFilter => Member is not null || Action is not null || Bucket is not null || Regeneration is not null || Job is not null || Day is not null;

    internal static PageAddress Of(HttpRequest request)
    {
        var query = request.Query;
        return new PageAddress(
            Instants.TryParse(query["cycle"].ToString(), out var cycle) ? cycle : null,
            MemberId.TryParse(query["member"], out var member) ? member : null,
            Word<AiAction>(query["action"]),
            Word<Bucket>(query["bucket"]),
            bool.TryParse(query["regeneration"], out var again) ? again : null,
            JobId.TryParse(query["job"], out var job) ? job : null,
            DateOnly.TryParseExact(query["day"], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9999 ? day : null,
            Cursor(query["cursor"]));
    }

    /// <summary>The query that says so, with its question mark; empty where there is nothing to say.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Add("cycle", Cycle?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
        Add("member", Member?.Value);
        Add("action", Action is { } action ? Codes.Of(action).Value : null);
        Add("bucket", Bucket is { } bucket ? Codes.Of(bucket).Value : null);
        Add("regeneration", Regeneration is { } again ? (again ? "true" : "false") : null);
        Add("job", Job?.Value);
        Add("day", Day?.ToString(DayFormat, CultureInfo.InvariantCulture));
        Add("cursor", EntryCursor.Write(EntryCursor.Usage, Before));
        return text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <summary>The rows of the history that it is about.</summary>
    internal UsageQuery ToQuery(TimeZoneInfo zone, int limit) => new(
        Member, Action, Day is { } day ? Begin(day, zone) : null, Day?.AddDays(1) is { } next ? Begin(next, zone) : null, Before, limit, Bucket, Regeneration, Job);

    /// <summary>When a day begins: where it has no midnight, right after.</summary>
    private static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Of two midnights the first one.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    private static TWord? Word<TWord>(string? code)
        where TWord : struct, Enum
    {
        foreach (var (word, text) in Codes.Table<TWord>.Pairs)
        {
            if (text.Value == code)
            {
                return word;
            }
        }

        return null;
    }

    private static long? Cursor(string? text)
    {
        try
        {
            return EntryCursor.Read(EntryCursor.Usage, string.IsNullOrEmpty(text) ? null : text);
        }
        catch (Problems.ProblemException)
        {
            return null;
        }
    }
}
