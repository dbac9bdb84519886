using System.Collections.Concurrent;
using Purser.Accounts;
using Purser.Accounts.Decisions;
using Purser.Ledger;

namespace Purser.Teams;

/// <summary>
/// Debits of the teams that are active in this process, decided where their request was read: no message, no turn of the grain.
/// The decision is the grain's own, made in the same gate of the same journal, and what it leads to takes the same lane. Only what
/// is plain is decided here. All else is the grain's: a key seen before, a refusal, a hold, time that has passed a boundary, a
/// snapshot or a top-up that comes due, a team that comes, goes or lives elsewhere.
/// </summary>
public sealed class DirectDebits
{
    /// <summary>Orleans lets go of a team that was asked for nothing for ten minutes, and sees only turns: one comes in time.</summary>
    private static readonly TimeSpan LongestWithoutTurn = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<TeamId, TeamJournal> teams = new();

    internal DirectDebits(LedgerMeter meter) => meter.Teams = () => teams.Count;

    /// <summary>Debits a team, if that is plain.</summary>
    /// <returns>What the grain would have answered; null: nothing was done, ask the grain.</returns>
    /// <exception cref="TeamBusyException">As many changes as may be are in flight; nothing was done.</exception>
    /// <exception cref="LedgerUnavailableException">The outcome is unknown: the same key brings the truth.</exception>
    public async ValueTask<DebitOutcome?> TryDebitAsync(TeamId teamId, DebitRequest request)
    {
        if (!teams.TryGetValue(teamId, out var team) || Take(team, request, out var queued) is not { } entry)
        {
            return null;
        }

        // Superseded: the key is an old one, or another debit's beside it was. The grain looks it up.
        return await team.CommitAsync(queued) ? new DebitOutcome.Debited(TeamViews.Debit(entry), Replayed: false) : null;
    }

    /// <summary>The grain's journal is open: debits may be decided beside it.</summary>
    internal void Open(TeamJournal journal) => teams[journal.TeamId] = journal;

    /// <summary>The grain goes. When this returns, no debit is decided beside it any more.</summary>
    internal void Close(TeamJournal journal)
    {
        journal.Close();
        teams.TryRemove(KeyValuePair.Create(journal.TeamId, journal));
    }

    /// <summary>From the passing of time to the lane in one stretch, in the gate.</summary>
    private static Entry? Take(TeamJournal team, DebitRequest request, out TeamJournal.Queued queued)
    {
        queued = default;
        lock (team.Gate)
        {
            if (team.IsLost || team.IsClosed || team.IsPastBeingTold || team.WantsTurn(LongestWithoutTurn) || request.HoldSeconds is not null || team.LastUse(request.Key) > 0)
            {
                return null;
            }

            var account = team.Account;
            var now = team.Now();
            if (account.Opening is null
                || PassingOfTime.Due(account, now).Count > 0
                || ToppingUp.IsLow(account, once: Credits.One)
                || Debiting.Decide(account, request) is not DebitDecision.Take take)
            {
                return null;
            }

            team.EnsureRoom(1);
            var entry = team.Record(take.Event, now, request.Key);
            queued = team.Queue();
            return entry;
        }
    }
}
