using Purser.Teams;

namespace Purser.Accounts.Decisions;

/// <summary>
/// What becomes of debits of before that a team brings along. Those of cycles that are over take what those cycles had, or more;
/// those of the present one take from the pool, then from extra, like any other.
/// </summary>
/// <remarks>
/// All of it is told at once, between two instants of the team: afterwards the team is in its present cycle again, and its time is
/// now. Budgets and a frozen pool refuse nothing: it has happened.
/// </remarks>
public sealed class TellingPast
{
    private readonly TeamAccount team;
    private readonly DateTimeOffset now;
    private readonly List<(PastDebit Debit, string Key, Bucket Bucket)> told = [];
    private DateTimeOffset? until;
    private Credits fromPool;
    private Credits fromExtra;

    /// <param name="team">The team, its time brought up to date, in its present cycle.</param>
    /// <param name="now">The team's time.</param>
    /// <param name="before">What was tried before; nothing where it is not only tried.</param>
    public TellingPast(TeamAccount team, DateTimeOffset now, PastTrial before)
    {
        (this.team, this.now) = (team, now);
        (until, fromPool, fromExtra) = (before.Until ?? team.Past?.Until, before.FromPool, before.FromExtra);
    }

    /// <summary>What was tried up to now.</summary>
    public PastTrial Trial => new(until, fromPool, fromExtra);

    /// <summary>Takes the next debit in, whose key is new.</summary>
    public PastVerdict Take(PastDebit debit, string key)
    {
        var at = TeamAccount.WholeMicroseconds(debit.At);
        if (!team.Members.ContainsKey(debit.MemberId))
        {
            return PastVerdict.NoSuchMember;
        }

        if (at > now)
        {
            return PastVerdict.InFuture;
        }

        if (at < until)
        {
            return PastVerdict.OutOfOrder;
        }

        if (BucketOf(at) is not { } bucket)
        {
            return PastVerdict.NoCredits;
        }

        until = at;
        told.Add((debit with { At = at }, key, bucket));
        return PastVerdict.Imported;
    }

    /// <summary>What happens to the team, and when it did: nothing where nothing was imported.</summary>
    public IReadOnlyList<(TeamEvent Event, DateTimeOffset At, string? Key)> Events()
    {
        List<(TeamEvent, DateTimeOffset, string?)> events = [];
        var (current, lastCycle, lastAt) = (team.Cycle, team.Past?.Cycle, team.Past?.Until);
        for (var at = 0; at < told.Count; at++)
        {
            var time = told[at].Debit.At;
            if (CycleOf(time, lastCycle) is var cycle && cycle.Start != current.Start)
            {
                events.Add((Enter(cycle, first: at), lastAt > cycle.Start ? lastAt.Value : cycle.Start, null));
                current = cycle;
            }

            events.Add((Debited(told[at]), time, told[at].Key));
            (lastCycle, lastAt) = (current, time);
        }

        if (current != team.Cycle)
        {
            events.Add((Enter(team.Cycle, told.Count), now, null));
        }

        if (told.Count > 0)
        {
            events.Add((new TeamEvent.PastTold(told.Count), now, null));
        }

        return events;
    }

    private static TeamEvent.Debited Debited((PastDebit Debit, string Key, Bucket Bucket) one) => new(
        one.Debit.MemberId, one.Debit.Action, one.Debit.JobId, one.Debit.Regeneration, one.Bucket, HoldSeconds: null, Imported: true);

    /// <summary>Null where neither bucket can bear it.</summary>
    private Bucket? BucketOf(DateTimeOffset at)
    {
        if (at < team.Cycle.Start)
        {
            return Bucket.Pool;
        }

        if (fromPool < team.Remaining)
        {
            fromPool += Credits.One;
            return Bucket.Pool;
        }

        if (fromExtra < team.Extra)
        {
            fromExtra += Credits.One;
            return Bucket.Extra;
        }

        return null;
    }

    private TeamEvent.CycleEntered Enter(Cycle cycle, int first)
    {
        if (cycle == team.Cycle)
        {
            // Nothing was used in it yet: what is told comes in the order of its time.
            return new(cycle, team.Total, Credits.Zero, Credits.Zero);
        }

        var before = team.Past is { } past && past.Cycle == cycle ? past : null;
        var used = before?.FromPool ?? Credits.Zero;
        var wanted = told.Skip(first).TakeWhile(one => one.Debit.At < team.Cycle.Start && !cycle.IsOverAt(one.Debit.At)).Count();
        return new(cycle, Credits.Max(before?.Allowance ?? Allowance, used + new Credits(wanted)), used, before?.FromExtra ?? Credits.Zero);
    }

    private Credits Allowance => team.Subscription?.Allowance ?? team.Trial!.DailyAllowance;

    /// <summary>
    /// The cycle that an instant lies in: the present one, the one that was told last, or the one that the anchor says. That does
    /// not overlap either of the other two.
    /// </summary>
    private Cycle CycleOf(DateTimeOffset at, Cycle? last)
    {
        if (at >= team.Cycle.Start)
        {
            return team.Cycle;
        }

        if (last?.IsOverAt(at) is false)
        {
            return last;
        }

        var cycle = team.Subscription?.CycleAt(at) ?? team.Trial!.WindowAt(at);
        return new Cycle(cycle.Start < last?.End ? last.End.Value : cycle.Start, cycle.End < team.Cycle.Start ? cycle.End : team.Cycle.Start);
    }
}
