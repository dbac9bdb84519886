using System.Globalization;
using Purser.History.Blocks;
using Purser.Teams;

namespace Purser.History;

/// <summary>Sums up a team's usage: over blocks, each entry of which is looked at, so that any bound is exact.</summary>
internal sealed class UsageSummaries(UsageBlocks blocks)
{
    /// <summary>A summary; null where no cycle starts when the one that is asked for does.</summary>
    /// <param name="team">The team, its time brought up to date.</param>
    /// <param name="query">What to sum up.</param>
    public async Task<UsageSummary?> SumAsync(TeamStatement team, SummaryQuery query)
    {
        var teamId = team.Credits.TeamId;
        var view = await blocks.ViewAsync(teamId);
        if (await RangeAsync(teamId, view, query) is not var (from, end))
        {
            return null;
        }

        using var sum = new UsageSum(from, end, GroupingOf(query.By, team));
        var numbers = view.About(from, end).Select(static head => head.Number);
        await foreach (var block in blocks.ReadAsync(teamId, view, numbers, withJobs: query.By is SummaryBy.Job))
        {
            sum.Add(block);
        }

        return Summary(sum, query, team, view.LastSeq);
    }

    /// <summary>A cycle's spending by day and by member; null where no cycle starts then.</summary>
    /// <param name="team">The team, its time brought up to date.</param>
    /// <param name="query">Which cycle.</param>
    public async Task<CycleSpending?> SpendingAsync(TeamStatement team, SpendingOfCycle query)
    {
        var teamId = team.Credits.TeamId;
        var view = await blocks.ViewAsync(teamId);
        if (CycleOf(view, query.Cycle) is not var (from, end))
        {
            return null;
        }

        Grouping byDay = new Crossed(GroupingOf(SummaryBy.Day, team), GroupingOf(SummaryBy.Action, team));
        using var days = new UsageSum(from, end, query.Member is null ? byDay : new Crossed(byDay, new ByMember()));
        using var members = new UsageSum(from, end, new Crossed(new ByMember(), GroupingOf(SummaryBy.Source, team)));
        var numbers = view.About(from, end).Select(static head => head.Number);
        await foreach (var block in blocks.ReadAsync(teamId, view, numbers, withJobs: false))
        {
            days.Add(block);
            members.Add(block);
        }

        return new CycleSpending(Days(days, query.Member), Members(members), view.LastSeq);
    }

    private static DaySpending[] Days(UsageSum sum, MemberId? member)
    {
        var actions = Enum.GetValues<AiAction>().ToDictionary(LedgerDetail.Word, StringComparer.Ordinal);
        return
        [
            .. from parts in sum.Groups().Select(at => (Key: sum[at].Key!.Split('/'), sum[at].Credits))
               where member is null || parts.Key[2] == member.Value.Value
               let day = new DaySpending(DateOnly.Parse(parts.Key[0], CultureInfo.InvariantCulture), actions[parts.Key[1]], new Credits(parts.Credits))
               orderby day.Day, day.Action
               select day,
        ];
    }

    private static MemberSpending[] Members(UsageSum sum)
    {
        var automatic = LedgerDetail.Word(Source.AutoBid);
        var members = new SortedDictionary<string, (long All, long AutoBid)>(StringComparer.Ordinal);
        foreach (var (key, credits) in sum.Groups().Select(at => (sum[at].Key!.Split('/'), sum[at].Credits)))
        {
            var (all, autoBid) = members.GetValueOrDefault(key[0]);
            members[key[0]] = (all + credits, autoBid + (key[1] == automatic ? credits : 0));
        }

        return
        [
            .. members.OrderByDescending(static member => member.Value.All)
                .Select(static member => new MemberSpending(MemberId.Parse(member.Key), new Credits(member.Value.All), new Credits(member.Value.AutoBid))),
        ];
    }

    private async Task<(long From, long End)?> RangeAsync(TeamId teamId, UsageView view, SummaryQuery query)
    {
        if (query.From is null && query.To is null)
        {
            return CycleOf(view, query.Cycle);
        }

        return (
            query.From is { } from ? await SeekAsync(teamId, view, from) : 1,
            query.To is { } to ? await SeekAsync(teamId, view, to) : view.LastSeq + 1);
    }

    private static (long From, long End)? CycleOf(UsageView view, DateTimeOffset? start)
    {
        var cycles = CycleSpans.Of(view.Turns(), view.LastSeq);
        var wanted = start is { } instant ? UsageLines.Microseconds(instant.UtcDateTime) : (long?)null;
        var at = wanted is null ? cycles.Length - 1 : Array.FindIndex(cycles, cycle => cycle.CycleStart == wanted);
        return at < 0 ? null : (cycles[at].From, at + 1 < cycles.Length ? cycles[at + 1].From : long.MaxValue);
    }

    /// <summary>The first entry at or after an instant; the one after the last where there is none.</summary>
    private async Task<long> SeekAsync(TeamId teamId, UsageView view, DateTimeOffset instant)
    {
        var at = UsageLines.Microseconds(instant.UtcDateTime);
        if (view.FirstAtOrAfter(at) is not { } head)
        {
            return view.LastSeq + 1;
        }

        await foreach (var block in blocks.ReadAsync(teamId, view, [head.Number], withJobs: false))
        {
            return block.First + block.PlaceOf(at);
        }

        return view.LastSeq + 1;
    }

    private static Grouping GroupingOf(SummaryBy by, TeamStatement team) => by switch
    {
        SummaryBy.Member => new ByMember(),
        SummaryBy.Job => new ByJob(),
        SummaryBy.Day => new ByDay(new LocalDays(TimeZoneInfo.FindSystemTimeZoneById(team.TimeZone))),
        SummaryBy.Action => new ByPurpose(static purpose => LedgerDetail.Word(UsageKind.ActionOf(purpose))),
        SummaryBy.Bucket => new ByPurpose(static purpose => LedgerDetail.Word(UsageKind.BucketOf(purpose))),
        _ => new ByPurpose(static purpose => LedgerDetail.Word(SourceOf(UsageKind.ActionOf(purpose)))),
    };

    /// <remarks>Jobs are many, and only a few of them are listed: the largest are picked, and all are never sorted.</remarks>
    private static UsageSummary Summary(UsageSum sum, SummaryQuery query, TeamStatement team, long version)
    {
        var isByDay = query.By is SummaryBy.Day;
        Comparison<int> order = isByDay ? sum.InOrder : sum.LargestFirst;
        // What comes last of those that are kept comes out first.
        var kept = new PriorityQueue<int, int>(Comparer<int>.Create((one, other) => order(other, one)));
        var (count, credits, regenerations) = (0, 0L, 0L);
        foreach (var group in sum.Groups())
        {
            count++;
            credits += sum.AmountOf(group).Credits;
            regenerations += sum.AmountOf(group).Regenerations;
            if (isByDay || kept.Count < query.Limit)
            {
                kept.Enqueue(group, group);
            }
            else
            {
                kept.EnqueueDequeue(group, group);
            }
        }

        var listed = kept.UnorderedItems.Select(static item => item.Element).ToArray();
        Array.Sort(listed, order);
        var label = LabelsOf(query.By, team);
        return new UsageSummary(
            Array.ConvertAll(listed, group => Group(sum[group], label)),
            new OtherGroups(
                count - listed.Length,
                new Credits(credits - listed.Sum(group => sum.AmountOf(group).Credits)),
                new Credits(regenerations - listed.Sum(group => sum.AmountOf(group).Regenerations))),
            new Credits(credits),
            version);
    }

    private static UsageGroup Group(GroupSum sum, Func<string?, string> label) =>
        new(sum.Key, label(sum.Key), new Credits(sum.Credits), new Credits(sum.Regenerations));

    private static Func<string?, string> LabelsOf(SummaryBy by, TeamStatement team)
    {
        switch (by)
        {
            case SummaryBy.Member:
                var names = team.Members.ToDictionary(static member => member.MemberId.Value, static member => member.Name, StringComparer.Ordinal);
                return key => names.GetValueOrDefault(key!, key!);
            case SummaryBy.Action:
                return Words(static (AiAction action) => action.Label());
            case SummaryBy.Bucket:
                return Words(static (Bucket bucket) => bucket.ToString());
            case SummaryBy.Source:
                return Words(static (Source source) => source is Source.AutoBid ? "Auto Bid" : "Manual");
            default:
                return static key => key ?? "No job";
        }
    }

    private static Func<string?, string> Words<T>(Func<T, string> label)
        where T : struct, Enum
    {
        var labels = Enum.GetValues<T>().ToDictionary(LedgerDetail.Word, label, StringComparer.Ordinal);
        return key => labels[key!];
    }

    private static Source SourceOf(AiAction action) => action.IsAutoBid() ? Source.AutoBid : Source.Manual;

    private enum Source
    {
        AutoBid,
        Manual,
    }
}
