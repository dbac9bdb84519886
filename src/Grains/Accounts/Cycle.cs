namespace Purser.Accounts;

/// <summary>The half-open time <c>[Start, End)</c> that a pool is for. No end: nothing follows by itself.</summary>
public sealed record Cycle(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>Whether the cycle is over at an instant; its end belongs to the next one.</summary>
    public bool IsOverAt(DateTimeOffset now) => now >= End;
}

/// <summary>A trial: windows of 24 hours from its start, each refilling the pool to the daily allowance.</summary>
public sealed record Trial(DateTimeOffset StartedAt, int Days, Credits DailyAllowance)
{
    /// <summary>The end of the last window.</summary>
    public DateTimeOffset EndsAt => StartedAt.AddDays(Days);

    /// <summary>Which day of the trial an instant lies in, from 1.</summary>
    public int DayAt(DateTimeOffset now)
    {
        var ticks = (now - StartedAt).Ticks;
        return (int)((ticks - (ticks < 0 ? TimeSpan.TicksPerDay - 1 : 0)) / TimeSpan.TicksPerDay) + 1;
    }

    /// <summary>The window an instant before the trial's end lies in; before its start they are counted backwards.</summary>
    public Cycle WindowAt(DateTimeOffset now)
    {
        var day = DayAt(now);
        return new(StartedAt.AddDays(day - 1), StartedAt.AddDays(day));
    }
}

/// <summary>What a team subscribes to.</summary>
/// <param name="Plan">The plan's code.</param>
/// <param name="CreditsPerSeat">As the catalog had it when the subscription was made or last changed.</param>
/// <param name="Seats">How many seats.</param>
/// <param name="Anchor">The instant that cycles are counted from.</param>
/// <param name="EndsWithCycle">Canceled: the current cycle is the last, or the one that <paramref name="EndsAt"/> lies in.</param>
/// <param name="EndsAt">Where it is canceled and paid for longer than its cycle: until when. Null: until the cycle's end.</param>
public sealed record Subscription(
    string Plan, Credits CreditsPerSeat, int Seats, DateTimeOffset Anchor, bool EndsWithCycle = false, DateTimeOffset? EndsAt = null)
{
    /// <summary>Always recomputed from plan and seats, never by increments.</summary>
    public Credits Allowance => new(CreditsPerSeat.Count * Seats);

    /// <summary>When nothing follows any more, seen from a cycle of it; null while something does.</summary>
    public DateTimeOffset? EndsAfter(Cycle cycle) => EndsWithCycle ? EndsAt ?? cycle.End : null;

    /// <summary>
    /// The monthly cycle an instant lies in. Months are counted from the anchor, never from the previous end, so that
    /// an anchor on the 31st gives 28 February and then 31 March, as Stripe's clamp does.
    /// </summary>
    public Cycle CycleAt(DateTimeOffset now)
    {
        var months = ((now.UtcDateTime.Year - Anchor.UtcDateTime.Year) * 12) + now.UtcDateTime.Month - Anchor.UtcDateTime.Month;
        if (Boundary(months) > now)
        {
            months--;
        }

        var end = Boundary(months + 1);
        return new(Boundary(months), EndsAt < end ? EndsAt : end);
    }

    private DateTimeOffset Boundary(int months) => new(Anchor.UtcDateTime.AddMonths(months), TimeSpan.Zero);
}
