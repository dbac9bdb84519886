using System.Globalization;
using System.Text;
using Purser.AutoBid;
using Purser.Gateway.Answers;
using Purser.Gateway.Portal.Bidding;
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
/// <param name="Find">Members with this in their name or id.</param>
/// <param name="Edit">The member whose row is open to be changed.</param>
/// <param name="Days">Days of Auto Bid: today and those before it.</param>
/// <param name="Tried">Settings of Auto Bid that are tried.</param>
public sealed record PageAddress(
    DateTimeOffset? Cycle = null,
    MemberId? Member = null,
    AiAction? Action = null,
    Bucket? Bucket = null,
    bool? Regeneration = null,
    JobId? Job = null,
    DateOnly? Day = null,
    long? Before = null,
    string? Find = null,
    MemberId? Edit = null,
    int? Days = null,
    TriedBidding? Tried = null)
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
            Cursor(query["cursor"]),
            query["find"].ToString().Trim() is { Length: > 0 and <= Limits.NameLength } find ? find : null,
            MemberId.TryParse(query["edit"], out var edit) ? edit : null,
            int.TryParse(query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= AutoBidLimits.WhatIfDays ? days : null,
            TriedBidding.Of(query));
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
        Add("find", Find);
        Add("edit", Edit?.Value);
        Add("days", Days?.ToString(CultureInfo.InvariantCulture));
        Add(TriedBidding.ThresholdName, Tried?.Threshold?.ToString(CultureInfo.InvariantCulture));
        Add(TriedBidding.DailyCapName, Tried?.DailyCap?.ToString(CultureInfo.InvariantCulture));
        Add(TriedBidding.DailyCreditsName, Tried?.DailyCredits);
        Add(TriedBidding.QueryName, Tried?.Query);
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

    /// <summary>The word of a code; null where it is none.</summary>
    internal static TWord? Word<TWord>(string? code)
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
