using System.Globalization;
using CsCheck;
using Purser.History;
using Purser.History.Blocks;

namespace Purser.Grains.Tests.History;

/// <summary>Blocks against naive models, without a database.</summary>
public sealed class BlocksTests
{
    private static readonly Gen<string> AnyZone = Gen.OneOf(
        new[] { "UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia", "Africa/Cairo" }
            .Select(Gen.Const).ToArray());

    [Fact]
    public void What_is_read_back_is_what_was_written() => GeneratedUsage.Any.Sample(
        lines =>
        {
            foreach (var (built, part) in GeneratedUsage.Blocks(lines).Zip(lines.Chunk(UsageBlock.Size)))
            {
                var block = built.Read();
                var jobs = block.JobIds();
                var times = new long[UsageBlock.Size];
                block.Times(times);
                var empty = false;
                for (var place = 0; place < part.Length; place++)
                {
                    var line = part[place];
                    empty ^= block.Emptiness.Contains((ushort)place);
                    Assert.Equal((line.Kind.Code, line.At, line.At), (block.Kinds[place], block.AtOf(place), times[place]));
                    Assert.Equal(line.LeavesNothing, empty);
                    if (line.Kind.IsUsage)
                    {
                        Assert.Equal((line.MemberId, line.JobId), (block.MemberIds[block.Members[place]], jobs[block.Jobs[place]]));
                    }
                }

                Assert.Equal(
                    part.Select((line, place) => (place, line.Debit)).Where(each => each.Debit > 0),
                    block.Reversals.ToArray());
                Assert.Equal((part[0].Seq, part[^1].Seq + 1), (block.First, block.End));
                Assert.Equal(part.Where(line => line.Turn is not null).Select(line => line.Turn!.Value), built.Head.Turns);
            }
        },
        iter: 40);

    [Fact]
    public void An_instant_is_found_at_its_first_entry() => Gen.Select(GeneratedUsage.Any, Gen.Double[0, 1], Gen.Int[-1, 1]).Sample(
        (lines, where, off) =>
        {
            var instant = lines[(int)(where * (lines.Length - 1))].At + off;
            var view = View(lines);
            var found = view.FirstAtOrAfter(instant) is { } head ? head.First + view.Find(head.Number, withJobs: true)!.PlaceOf(instant) : view.LastSeq + 1;

            Assert.Equal(lines.FirstOrDefault(line => line.At >= instant, new UsageLine { Seq = lines.Length + 1 }).Seq, found);
        },
        iter: 100);

    [Fact]
    public void A_filter_finds_what_it_is_about_and_never_passes_a_block_that_has_it() =>
        Gen.Select(GeneratedUsage.Any, Gen.Int[0, 3000], Gen.Bool.Array[5], Gen.Int[1, 60]).Sample(
            (lines, of, has, most) =>
            {
                var usage = lines.Where(line => line.Kind.IsUsage).ToArray();
                var like = usage.Length == 0 ? new UsageLine(1, 0, new UsageKind(EntryRole.Debit, AiAction.Answer, false, Bucket.Pool), "olga", null, 0, false, null) : usage[of % usage.Length];
                var query = new UsageQuery(
                    has[0] ? MemberId.Parse(like.MemberId!) : null,
                    has[1] ? UsageKind.ActionOf(like.Kind.Purpose) : null,
                    Bucket: has[2] ? UsageKind.BucketOf(like.Kind.Purpose) : null,
                    Regeneration: has[3] ? UsageKind.IsRegeneration(like.Kind.Purpose) : null,
                    Job: has[4] ? JobId.Parse(like.JobId ?? "job-nowhere") : null);
                var (from, before) = (lines.Length / 7, lines.Length - (lines.Length / 9));
                var filter = new BlockFilter(query);
                List<long> found = [];
                foreach (var built in GeneratedUsage.Blocks(lines).Reverse().Where(built => filter.MayBeIn(built.Head)))
                {
                    filter.Find(built.Read(), from, before, found, most);
                }

                Assert.Equal(
                    usage.Reverse().Where(line => line.Seq >= from && line.Seq < before && Holds(query, line)).Take(most).Select(line => line.Seq),
                    found);
            },
            iter: 200);

    [Fact]
    public void What_no_block_has_is_rarely_looked_for()
    {
        var filter = new BlockFilter(new UsageQuery(Job: JobId.Parse("job-nowhere")));
        var passed = Enumerable.Range(0, 300).Sum(seed => GeneratedUsage.Blocks(GeneratedUsage.Lines(1024, new Random(seed))).Count(built => filter.MayBeIn(built.Head)));

        Assert.InRange(passed, 0, 9);
    }

    [Fact]
    public void Sums_are_those_of_a_naive_addition_whatever_they_are_by() =>
        Gen.Select(GeneratedUsage.Any, AnyZone, Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (lines, zone, one, other) =>
            {
                var (from, end) = ((long)(Math.Min(one, other) * lines.Length) + 1, (long)(Math.Max(one, other) * lines.Length) + 1);
                var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
                Assert.Equal(Naive(lines, from, end, line => line.MemberId), Sum(lines, from, end, new ByMember()));
                Assert.Equal(Naive(lines, from, end, line => line.JobId ?? ""), Sum(lines, from, end, new ByJob()));
                Assert.Equal(Naive(lines, from, end, line => Day(line.At, local)), Sum(lines, from, end, new ByDay(new LocalDays(local))));
                Assert.Equal(
                    Naive(lines, from, end, line => UsageKind.ActionOf(line.Kind.Purpose).ToString()),
                    Sum(lines, from, end, new ByPurpose(purpose => UsageKind.ActionOf(purpose).ToString())));
            },
            iter: 60);

    [Fact]
    public void A_day_ends_where_its_date_changes() => Gen.Select(AnyZone, Gen.Long[1_000_000_000_000_000, 2_000_000_000_000_000]).Sample(
        (zone, instant) =>
        {
            var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var end = new LocalDays(local).EndOf(instant);

            Assert.Equal(Day(instant, local), Day(end - 1, local));
            Assert.NotEqual(Day(instant, local), Day(end, local));
        },
        iter: 2000);

    private static UsageView View(UsageLine[] lines)
    {
        var blocks = GeneratedUsage.Blocks(lines);
        var isWhole = lines.Length % UsageBlock.Size == 0;
        var kept = new KeptBlocks(long.MaxValue);
        var whole = isWhole ? blocks : blocks[..^1];
        foreach (var built in whole)
        {
            kept.Keep(built.Head.Number, built.Read());
        }

        return new UsageView(whole.Select(built => built.Head).ToArray(), isWhole ? null : blocks[^1], lines.Length, kept);
    }

    private static SortedDictionary<string, (long, long)> Sum(UsageLine[] lines, long from, long end, Grouping by)
    {
        var view = View(lines);
        using var sum = new UsageSum(from, end, by);
        foreach (var head in view.About(from, end))
        {
            sum.Add(view.Find(head.Number, withJobs: true)!);
        }

        return new(sum.Groups().Select(group => sum[group]).ToDictionary(group => group.Key ?? "", group => (group.Credits, group.Regenerations)), StringComparer.Ordinal);
    }

    private static SortedDictionary<string, (long, long)> Naive(UsageLine[] lines, long from, long end, Func<UsageLine, string?> keyOf)
    {
        var sums = new SortedDictionary<string, (long Credits, long Regenerations)>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Kind.Role is EntryRole.Debit or EntryRole.GivesBack))
        {
            var debit = line.Debit == 0 ? line : lines[line.Debit - 1];
            if (debit.Seq >= from && debit.Seq < end)
            {
                var sign = line.Debit == 0 ? 1 : -1;
                var (credits, regenerations) = sums.GetValueOrDefault(keyOf(debit)!);
                sums[keyOf(debit)!] = (credits + sign, regenerations + (UsageKind.IsRegeneration(line.Kind.Purpose) ? sign : 0));
            }
        }

        return new(sums.Where(sum => sum.Value.Credits != 0).ToDictionary(), StringComparer.Ordinal);
    }

    private static bool Holds(UsageQuery query, UsageLine line) =>
        (query.Member is null || query.Member.Value.Value == line.MemberId)
        && (query.Action is null || query.Action == UsageKind.ActionOf(line.Kind.Purpose))
        && (query.Bucket is null || query.Bucket == UsageKind.BucketOf(line.Kind.Purpose))
        && (query.Regeneration is null || query.Regeneration == UsageKind.IsRegeneration(line.Kind.Purpose))
        && (query.Job is null || query.Job.Value.Value == line.JobId);

    private static string Day(long instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddMicroseconds(instant), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
