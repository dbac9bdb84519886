using System.Globalization;
using System.Text;

namespace Purser.AutoBid.Worker;

/// <summary>Text from outside, made into a reason that may be reported.</summary>
internal static class Reason
{
    private const char Cut = '…';

    /// <summary>
    /// The text on one line, cut to <see cref="Limits.ReasonLength"/> characters: a reason, see <see cref="Limits.IsReason"/>, or
    /// empty where there was nothing to be seen.
    /// </summary>
    public static string Of(string text)
    {
        var reason = new StringBuilder();
        var characters = 0;
        foreach (var rune in text.AsSpan().Trim().EnumerateRunes())
        {
            if (++characters == Limits.ReasonLength)
            {
                reason.Append(Cut);
                break;
            }

            reason.Append(CanBeSeen(rune) ? rune : new Rune(' '));
        }

        return reason.ToString().Trim();
    }

    private static bool CanBeSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
