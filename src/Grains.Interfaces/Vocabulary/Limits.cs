using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Purser.Jobs;

namespace Purser;

/// <summary>What callers may send: shapes and ranges, the same over HTTP and from a cluster client.</summary>
public static class Limits
{
    /// <summary>Embeddings, overrides and isolates. Marks (<c>U+200E</c>, <c>U+200F</c>, <c>U+061C</c>) turn nothing else.</summary>
    private static readonly SearchValues<char> Turning =
        SearchValues.Create("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>Longest idempotency key, in characters.</summary>
    public const int KeyLength = 255;

    /// <summary>Longest name of a team or member, in characters.</summary>
    public const int NameLength = 200;

    /// <summary>Longest reason of a grant or reversal, in characters.</summary>
    public const int ReasonLength = 500;

    /// <summary>Longest search query, in characters.</summary>
    public const int QueryLength = JobLimits.QueryCharacters;

    /// <summary>Most debits in one batch.</summary>
    public const int BatchSize = 1000;

    /// <summary>Longest time a debit may be held, in seconds.</summary>
    public const int HoldSeconds = 3600;

    /// <summary>Most seats of one subscription.</summary>
    public const int Seats = 1_000_000;

    /// <summary>Most credits in one grant, and the highest budget.</summary>
    public const long CreditsAtOnce = 1_000_000_000;

    /// <summary>Most members a team can have had, removed ones included: they are part of its state.</summary>
    public const int Members = 10_000;

    /// <summary>Most automatic top-ups a cycle may be allowed.</summary>
    public const int AutoTopUps = 100;

    /// <summary>Most rows of one page of usage.</summary>
    public const int PageSize = 200;

    /// <summary>Most groups of one summary.</summary>
    public const int Groups = 1000;

    /// <summary>Most rows of one page of an export: some 500 KB as CSV.</summary>
    public const int ExportPageSize = 4000;

    /// <summary>The longest that one call may wait for a change.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Idempotency keys are 1–255 printable characters.</summary>
    public static bool IsKey(string? text) => IsPrintable(text, KeyLength);

    /// <summary>
    /// Names are 1–200 printable characters, one of them to be seen, and none that turns the direction of the text around it: a
    /// name is shown between others.
    /// </summary>
    public static bool IsName(string? text) =>
        IsPrintable(text, NameLength) && text.EnumerateRunes().Any(IsVisible) && !text.AsSpan().ContainsAny(Turning);

    /// <summary>Reasons are 1–500 printable characters, not only blanks.</summary>
    public static bool IsReason(string? text) => IsPrintable(text, ReasonLength) && !string.IsNullOrWhiteSpace(text);

    /// <summary>Search queries are empty, or up to 500 printable characters, not only blanks.</summary>
    public static bool IsQuery(string? text) => text is "" || (IsPrintable(text, QueryLength) && !string.IsNullOrWhiteSpace(text));

    /// <summary>Whether there is something to see where it stands alone.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format or UnicodeCategory.SpaceSeparator => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark => false,
        // Fillers that count as letters, and Braille's blank.
        _ => rune.Value is not (0x115f or 0x1160 or 0x3164 or 0xffa0 or 0x2800),
    };

    private static bool IsPrintable([NotNullWhen(true)] string? text, int longest)
    {
        if (text is not { Length: >= 1 } || text.Length > longest * 2)
        {
            return false;
        }

        var characters = 0;
        for (var at = 0; at < text.Length; characters++)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune) || !IsPrintable(rune))
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return characters <= longest;
    }

    private static bool IsPrintable(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
            or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);
}
