using System.Globalization;
using System.Text;
using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Reporting;

/// <summary>What became of each member's jobs, as a table for people.</summary>
internal static class SummaryTable
{
    private static readonly string[] Heads =
    [
        "member", "read", "in query", "scanned", "matched", "submitted", "skipped", "failed", "elsewhere", "known before",
        "passed over", "credits", "why it stopped",
    ];

    public static string Of(FeedTally feed, IReadOnlyCollection<MemberSummary> members)
    {
        string[][] rows = [Heads, .. members.Select(Row)];
        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            // Words to the left, numbers to the right.
            var cells = row.Select((cell, column) =>
                column == 0 || column == Heads.Length - 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            table.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return table.Append(CultureInfo.InvariantCulture, $"feed: {feed.Jobs:N0} jobs, {feed.Problems:N0} problems\n").ToString();
    }

    private static string[] Row(MemberSummary member)
    {
        var tally = member.Tally;
        return
        [
            member.MemberId.Value,
            .. new[]
            {
                tally[Counted.Read], tally[Counted.InQuery], tally[Counted.Scanned], tally[Counted.Matched], tally[Counted.Submitted],
                tally[Counted.Skipped], tally[Counted.Failed], tally[Counted.Elsewhere], tally[Counted.Known], tally.PassedOver,
                tally[Counted.Credits],
            }.Select(count => count.ToString("N0", CultureInfo.InvariantCulture)),
            member.Why,
        ];
    }
}

/// <summary>A member's row.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Tally">Their counts.</param>
/// <param name="Why">Why their last run ended.</param>
internal sealed record MemberSummary(MemberId MemberId, MemberTally Tally, string Why);
