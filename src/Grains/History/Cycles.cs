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
        var starts = Array.FindAll(turns, static turn => UsageLines.StartsCycle(turn.Kind));
        var end = query.Before is { } before ? Array.FindIndex(starts, turn => turn.Seq >= before) : -1;
        end = end < 0 ? starts.Length : end;
        var first = Math.Max(0, end - query.Limit);
        var page = Enumerable.Range(first, end - first).Reverse().Select(at => Span(starts, at, view.LastSeq)).ToArray();
        if (page.Length == 0)
        {
            return new CyclesPage([], Next: null);
        }

        var rows = await RowsAsync(teamId, page, turns);
        var late = await LateAsync(teamId, view, starts, first, end);
        return new CyclesPage(
            Array.ConvertAll(page, cycle => Totals(cycle, turns, rows, late.GetValueOrDefault(cycle.Start.Seq))),
            first > 0 ? page[^1].Start.Seq : null);
    }

    private static CycleSpan Span(Turn[] starts, int at, long lastSeq) => at + 1 < starts.Length
        ? new CycleSpan(starts[at], starts[at + 1].Seq - 1, starts[at + 1].CycleStart)
        : new CycleSpan(starts[at], lastSeq, NextStart: null);

    private static CycleTotals Totals(CycleSpan cycle, Turn[] turns, Dictionary<long, Entry> rows, long late)
    {
        var last = rows[cycle.LastSeq].Balance;
        var fromPool = last.Total - last.Remaining;
        return new CycleTotals(
            rows[cycle.Start.Seq].CycleStart,
            EndOf(cycle, turns, rows),
            last.Total,
            fromPool,
            last.Used - fromPool - new Credits(late),
            StatusOf(rows[StatusTurn(cycle, turns).Seq].Event));
    }

    private static DateTimeOffset? EndOf(CycleSpan cycle, Turn[] turns, Dictionary<long, Entry> rows)
    {
        var planned = rows[EndTurn(cycle, turns).Seq].Event switch
        {
            TeamEvent.CycleStarted started => started.Cycle.End,
            TeamEvent.SubscriptionStarted started => started.Cycle.End,
            TeamEvent.CycleEndMoved moved => moved.End,
            _ => null,
        };
        // A cycle that another one cut short ended there.
        return cycle.NextStart is { } next && new DateTimeOffset(DateTime.UnixEpoch.AddMicroseconds(next)) is var cut && (planned is null || cut < planned)
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
        turns, turn => turn.Seq >= cycle.Start.Seq && turn.Seq <= cycle.LastSeq && (turn.Seq == cycle.Start.Seq || (EventKind)turn.Kind is EventKind.CycleEndMoved));

    /// <summary>The last entry that says what the team's status is at the end of the cycle.</summary>
    private static Turn StatusTurn(CycleSpan cycle, Turn[] turns) => Array.FindLast(
        turns,
        turn => turn.Seq <= cycle.LastSeq
            && (EventKind)turn.Kind is EventKind.TeamOpened or EventKind.PaymentChanged or EventKind.SpendingEnded or EventKind.SubscriptionStarted);

    private async Task<Dictionary<long, Entry>> RowsAsync(TeamId teamId, CycleSpan[] page, Turn[] turns)
    {
        var wanted = page
            .SelectMany(cycle => new[] { cycle.Start.Seq, cycle.LastSeq, EndTurn(cycle, turns).Seq, StatusTurn(cycle, turns).Seq })
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
    private async Task<Dictionary<long, long>> LateAsync(TeamId teamId, UsageView view, Turn[] starts, int first, int end)
    {
        var upTo = end < starts.Length ? starts[end].Seq : long.MaxValue;
        var late = new Dictionary<long, long>();
        await foreach (var block in blocks.ReadAsync(teamId, view, Late(view, starts, starts[first].Seq, upTo), withJobs: false))
        {
            foreach (var (place, debit) in block.Reversals)
            {
                if (new UsageKind(block.Kinds[place]).Role is EntryRole.GivesBack && StartAt(starts, debit) is { } cycle
                    && cycle != StartAt(starts, block.First + place))
                {
                    late[cycle.Seq] = late.GetValueOrDefault(cycle.Seq) + 1;
                }
            }
        }

        return late;
    }

    /// <summary>Blocks in which a debit is reversed whose cycle is over by then.</summary>
    private static IEnumerable<long> Late(UsageView view, Turn[] starts, long from, long upTo)
    {
        for (var number = UsageView.NumberOf(from); number < view.Count; number++)
        {
            var head = view[number];
            if (head.EarliestDebit < upTo && head.EarliestDebit < StartAt(starts, head.First + UsageBlock.Size - 1)?.Seq)
            {
                yield return number;
            }
        }
    }

    /// <summary>The start of the cycle that an entry lies in.</summary>
    private static Turn? StartAt(Turn[] starts, long seq)
    {
        var (low, high) = (0, starts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = starts[middle].Seq <= seq ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : starts[low - 1];
    }

    /// <summary>A cycle's entries.</summary>
    /// <param name="Start">The entry that it starts with.</param>
    /// <param name="LastSeq">The last of its entries.</param>
    /// <param name="NextStart">When the next one starts, in microseconds since 1970; null where there is none.</param>
    private sealed record CycleSpan(Turn Start, long LastSeq, long? NextStart);
}
