using CsCheck;
using Purser.Grains.Tests.History;
using Purser.History.Blocks;
using Purser.Insights;
using Purser.Insights.Reading;

namespace Purser.Grains.Tests.Insights;

/// <summary>What insights and forecasts are made of, as blocks tell it, against a plain count of the same entries.</summary>
public sealed class UseInBlocksTests
{
    private const long Quarter = 15 * 60 * 1_000_000L;

    private static readonly Gen<(UsageLine[] Lines, long Since)> AnyLook = Gen.Select(GeneratedUsage.Any, Gen.Double[0, 1], Gen.Int[-1, 1]).Select(
        (lines, where, off) => (lines, lines[(int)(where * (lines.Length - 1))].At + off));

    [Fact]
    public void Each_quarter_of_an_hour_has_its_debits_less_reversals_and_what_its_last_entry_left() => AnyLook.Sample(
        look =>
        {
            var quarters = new UsedQuarters(look.Since);
            foreach (var built in GeneratedUsage.Blocks(look.Lines))
            {
                quarters.Take(built.Read());
            }

            Assert.Equal(
                look.Lines.Where(line => line.At >= look.Since).GroupBy(line => line.At / Quarter).Select(lines => new QuarterOfUse(
                    lines.Key, lines.Count(line => line.Kind.Role is EntryRole.Debit) - lines.Count(line => line.Kind.IsReversal), lines.Last().LeavesNothing)),
                quarters.All);
        },
        iter: 60);

    [Fact]
    public void What_was_spent_again_is_counted_by_member_action_and_job() => AnyLook.Sample(
        look =>
        {
            using var spent = Spent(look.Lines, look.Since);
            var again = Counted(look.Lines, look.Since).Where(line => UsageKind.IsRegeneration(line.Kind.Purpose)).ToList();

            Assert.Equal(again.Sum(Credits), spent.Facts.Rerolls.Credits);
            Assert.Equal(
                Sums(again, line => UsageKind.ActionOf(line.Kind.Purpose).ToString()),
                Positive(spent.Facts.Rerolls.ByAction.Select(action => (action.Key.ToString(), action.Value))));
            Assert.Equal(
                Sums(again, line => line.MemberId!),
                Positive(spent.Facts.Rerolls.MostOfMembers(int.MaxValue).Select(member => (spent.Members[member.Key].Value, member.Value))));
            Assert.Equal(
                Sums(again.Where(line => line.JobId is not null), line => line.JobId!),
                Positive(spent.Facts.Rerolls.MostOfJobs(int.MaxValue).Select(job => (spent.JobOf(job.Key).Value, job.Value))));
        },
        iter: 60);

    [Fact]
    public void Runs_of_the_Job_Assistant_are_counted_with_what_came_of_them() => AnyLook.Sample(
        look =>
        {
            using var spent = Spent(look.Lines, look.Since);
            var counted = Counted(look.Lines, look.Since);
            var givenBack = counted.Where(line => line.Kind.IsReversal).Select(line => line.Debit).ToHashSet();
            var debits = counted.Where(line => line is { JobId: not null, Kind.Role: EntryRole.Debit }).ToLookup(line => line.JobId, StringComparer.Ordinal);
            var runs = debits.SelectMany(job => job).Where(line =>
                UsageKind.ActionOf(line.Kind.Purpose) is AiAction.JobAssistant && !UsageKind.IsRegeneration(line.Kind.Purpose) && !givenBack.Contains(line.Seq)).ToList();
            var nowhere = runs.Where(run => !debits[run.JobId].Any(line =>
                UsageKind.ActionOf(line.Kind.Purpose) is AiAction.CoverLetter or AiAction.Answer or AiAction.AutoBid
                && Math.Abs(line.At - run.At) <= OpenedJobs.Within.TotalMicroseconds)).ToList();
            var now = look.Lines[^1].At;

            var count = spent.Facts.Opened.Count(DateTimeOffset.UnixEpoch.AddMicroseconds(now));

            Assert.Equal((runs.Count, nowhere.Count), (count.Runs, count.LedNowhere));
            Assert.Equal(nowhere.Count(run => now - run.At < OpenedJobs.Within.TotalMicroseconds), count.Undecided);
            Assert.Equal(Sums(nowhere, run => run.MemberId!), Positive(count.ByMember.Select(member => (spent.Members[member.Key].Value, member.Value))));
        },
        iter: 60);

    private static SpentCredits Spent(UsageLine[] lines, long since)
    {
        var spent = new SpentCredits(since);
        foreach (var built in GeneratedUsage.Blocks(lines))
        {
            spent.Take(built.Read());
        }

        return spent;
    }

    /// <summary>Debits since an instant, and reversals of such debits.</summary>
    private static List<UsageLine> Counted(UsageLine[] lines, long since)
    {
        var debits = lines.Where(line => line.Kind.Role is EntryRole.Debit && line.At >= since).Select(line => line.Seq).ToHashSet();
        return [.. lines.Where(line => debits.Contains(line.Kind.IsReversal ? line.Debit : line.Seq))];
    }

    private static int Credits(UsageLine line) => line.Kind.IsReversal ? -1 : 1;

    private static SortedDictionary<string, int> Sums(IEnumerable<UsageLine> lines, Func<UsageLine, string> key) =>
        Positive(lines.GroupBy(key, StringComparer.Ordinal).Select(group => (group.Key, group.Sum(Credits))));

    private static SortedDictionary<string, int> Positive(IEnumerable<(string Key, int Credits)> sums) =>
        new(sums.Where(sum => sum.Credits > 0).ToDictionary(sum => sum.Key, sum => sum.Credits), StringComparer.Ordinal);
}
