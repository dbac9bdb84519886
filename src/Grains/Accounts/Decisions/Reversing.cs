namespace Purser.Accounts.Decisions;

/// <summary>Giving a debit's credit back, to the bucket it came from.</summary>
public static class Reversing
{
    /// <summary>Decides the reversal of a debit that has not been reversed.</summary>
    /// <param name="team">The team, its time brought up to date.</param>
    /// <param name="debit">The debit's entry.</param>
    /// <param name="note">Why, in the caller's words.</param>
    /// <remarks>
    /// A pool credit of a cycle that is over goes nowhere: that allowance is gone. An extra credit always goes back.
    /// </remarks>
    public static TeamEvent.Reversed Decide(TeamAccount team, Entry debit, string? note)
    {
        var of = (TeamEvent.Debited)debit.Event;
        var goesNowhere = of.Bucket == Bucket.Pool && debit.CycleStart != team.Cycle.Start;
        return new TeamEvent.Reversed(debit.Seq, of, debit.CycleStart, goesNowhere ? Credits.Zero : Credits.One, note);
    }
}
