using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Purser.Jobs;

/// <summary>How long a job post and a search query may be: enough for every real one, and no more than is cheap to keep.</summary>
public static class JobLimits
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>Longest id, in characters.</summary>
    public const int IdLength = 64;

    /// <summary>Longest title, in characters.</summary>
    public const int TitleLength = 500;

    /// <summary>Longest description, in characters.</summary>
    public const int DescriptionLength = 50_000;

    /// <summary>Most skills of one job.</summary>
    public const int Skills = 100;

    /// <summary>Longest skill or level, in characters.</summary>
    public const int SkillLength = 100;

    /// <summary>The highest budget or rate, in the feed's currency.</summary>
    public const decimal Amount = 1_000_000_000_000;

    /// <summary>How far ahead of our clock a job may have been posted: further, and the feed's clock is wrong.</summary>
    public static readonly TimeSpan PostedAhead = TimeSpan.FromDays(1);

    /// <summary>Longest search query, in characters.</summary>
    public const int QueryCharacters = 500;

    /// <summary>Longest search query, in UTF-16 units: room for <see cref="QueryCharacters"/> of whatever kind.</summary>
    public const int QueryLength = 2 * QueryCharacters;

    /// <summary>How deep parentheses of a search query may be nested.</summary>
    public const int QueryDepth = 50;

    /// <summary>
    /// Ids are the feed's own: 1–64 of <c>A-Z a-z 0-9 . _ : -</c>, and not dots alone: clients and servers take those out of
    /// an address, which then is another one.
    /// </summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= IdLength }
        && !text.AsSpan().ContainsAnyExcept(IdCharacters)
        && (text[0] != '.' || text.AsSpan().ContainsAnyExcept('.'));
}
