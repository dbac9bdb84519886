using Microsoft.Extensions.DependencyInjection;
using Purser.Accounts;
using Purser.History.Blocks;
using Purser.Ledger;

namespace Purser.History;

/// <summary>
/// A team's cycles with their totals. What a cycle came to stands in the ledger's row before the next one's start; what was given
/// back to it later is taken off by the blocks.
/// </summary>
internal sealed class Cycles(UsageBlocks blocks, [FromKeyedServices(HistoryGrain.Reader)] LedgerReader ledger)
{
    /// <summary>A page; null where there is no such team.</summary>
    public async Task<CyclesPage?> PageAsync(TeamId teamId, CyclesQuery query)
    {
        var view = await blocks.ViewAsync(teamId);
        if (view.LastSeq == 0)
        {
            return null;
        }

        var turns = view.Turns().ToArray();
        var cycles = CycleSpans.Of(turns, view.LastSeq);
        var end = query.Before is { } before ? Array.FindIndex(cycles, cycle => cycle.From >= before) : -1;
        end = end < 0 ? cycles.Length : end;
        var first = Math.Max(0, end - query.Limit);
        if (first == end)
        {
            return new CyclesPage([], Next: null);
        }

        var rows = await RowsAsync(teamId, cycles[first..end], turns);
        var late = await LateAsync(teamId, view, cycles, first, end);
        return new CyclesPage(
            [.. Enumerable.Range(first, end - first).Reverse().Select(at => Totals(cycles, at, turns, rows, late.GetValueOrDefault(cycles[at].From)))],
            first > 0 ? cycles[first].From : null);
    }

    private static CycleTotals Totals(CycleSpan[] cycles, int at, Turn[] turns, Dictionary<long, Entry> rows, long late)
    {
        var cycle = cycles[at];
        var last = rows[cycle.LastSeq].Balance;
        var fromPool = last.Total - last.Remaining;
        return new CycleTotals(
            rows[cycle.Entered].CycleStart,
            EndOf(cycle, at + 1 < cycles.Length ? cycles[at + 1].CycleStart : null, turns, rows),
            last.Total,
            fromPool,
            last.Used - fromPool - new Credits(late),
            StatusOf(rows[StatusTurn(cycle, turns).Seq].Event));
    }

    private static DateTimeOffset? EndOf(CycleSpan cycle, long? nextStart, Turn[] turns, Dictionary<long, Entry> rows)
    {
        var planned = rows[EndTurn(cycle, turns).Seq].Event switch
        {
            TeamEvent.CycleStarted started => started.Cycle.End,
            TeamEvent.SubscriptionStarted started => started.Cycle.End,
            TeamEvent.CycleEntered entered => entered.Cycle.End,
            TeamEvent.CycleEndMoved moved => moved.End,
            _ => null,
        };
        // A cycle that another one cut short ended there.
        return nextStart is { } next && new DateTimeOffset(DateTime.UnixEpoch.AddMicroseconds(next)) is var cut && (planned is null || cut < planned)
            ? cut
            : planned;
    }

    private static TeamStatus StatusOf(TeamEvent happened) => happened switch
    {
        TeamEvent.TeamOpened { Trial: not null } => TeamStatus.Trialing,
        TeamEvent.PaymentChanged { Overdue: true } => TeamStatus.PastDue,
        TeamEvent.SpendingEnded ended => ended.Status,
        _ => TeamStatus.Active,
    };

    /// <summary>The last entry that says when the cycle ends.</summary>
    private static Turn EndTurn(CycleSpan cycle, Turn[] turns) => Array.FindLast(
        turns, turn => turn.Seq >= cycle.Entered && turn.Seq <= cycle.LastSeq && (turn.Seq == cycle.Entered || (EventKind)turn.Kind is EventKind.CycleEndMoved));

    /// <summary>The last entry that says what the team's status is at the end of the cycle.</summary>
    private static Turn StatusTurn(CycleSpan cycle, Turn[] turns) => Array.FindLast(
        turns,
        turn => turn.Seq <= cycle.LastSeq
            && (EventKind)turn.Kind is EventKind.TeamOpened or EventKind.PaymentChanged or EventKind.SpendingEnded or EventKind.SubscriptionStarted);

    private async Task<Dictionary<long, Entry>> RowsAsync(TeamId teamId, CycleSpan[] page, Turn[] turns)
    {
        var wanted = page
            .SelectMany(cycle => new[] { cycle.Entered, cycle.LastSeq, EndTurn(cycle, turns).Seq, StatusTurn(cycle, turns).Seq })
            .Distinct().ToArray();
        var rows = new Dictionary<long, Entry>();
        await foreach (var entry in ledger.QueryAsync(
            $"SELECT {EntryRow.Columns} FROM purser.ledger WHERE team_id = $1 AND seq = ANY($2)",
            [LedgerReader.Parameter(teamId), LedgerReader.Parameter(wanted)]))
        {
            rows.Add(entry.Seq, entry);
        }

        return rows;
    }

    /// <summary>What was given back to some cycles when they were over, by the entry that each starts with.</summary>
    private async Task<Dictionary<long, long>> LateAsync(TeamId teamId, UsageView view, CycleSpan[] cycles, int first, int end)
    {
        var upTo = end < cycles.Length ? cycles[end].From : long.MaxValue;
        var late = new Dictionary<long, long>();
        await foreach (var block in blocks.ReadAsync(teamId, view, Late(view, cycles, cycles[first].From, upTo), withJobs: false))
        {
            foreach (var (place, debit) in block.Reversals)
            {
                if (new UsageKind(block.Kinds[place]).Role is EntryRole.GivesBack && CycleOf(cycles, debit) is { } cycle
                    && cycle != CycleOf(cycles, block.First + place))
                {
                    late[cycle.From] = late.GetValueOrDefault(cycle.From) + 1;
                }
            }
        }

        return late;
    }

    /// <summary>Blocks in which a debit is reversed whose cycle is over by then.</summary>
    private static IEnumerable<long> Late(UsageView view, CycleSpan[] cycles, long from, long upTo)
    {
        for (var number = UsageView.NumberOf(from); number < view.Count; number++)
        {
            var head = view[number];
            if (head.EarliestDebit < upTo && head.EarliestDebit < CycleOf(cycles, head.First + UsageBlock.Size - 1)?.From)
            {
                yield return number;
            }
        }
    }

    /// <summary>The cycle that an entry of usage lies in.</summary>
    private static CycleSpan? CycleOf(CycleSpan[] cycles, long seq)
    {
        var (low, high) = (0, cycles.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = cycles[middle].From <= seq ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : cycles[low - 1];
    }
}
