using System.Globalization;
using Purser.AutoBid.Worker.Running;

namespace Purser.AutoBid.Worker.Reporting;

/// <summary>How far a worker is, on one line.</summary>
internal static class ProgressLine
{
    public static string Of(FeedTally feed, IReadOnlyCollection<MemberTally> members, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? feed.Jobs / elapsed.TotalSeconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{feed.Jobs:N0} jobs read, {Problems(feed)}{Sum(Counted.Scanned)} scanned, {Sum(Counted.Matched)} matched, "
            + $"{Sum(Counted.Submitted)} submitted, {Sum(Counted.Skipped)} skipped, {Sum(Counted.Failed)} failed, {rate:N0} jobs/s");

        string Sum(Counted what) => members.Sum(member => member[what]).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static string Problems(FeedTally feed) => feed.Problems switch
    {
        0 => "",
        1 => "1 problem, ",
        var many => string.Create(CultureInfo.InvariantCulture, $"{many:N0} problems, "),
    };
}
