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

    /// <summary>What a credit that has just come back to extra pays at once; null when it stays there.</summary>
    /// <param name="team">The team, the reversal taken in.</param>
    /// <param name="debit">The debit's entry.</param>
    /// <remarks>
    /// Had the credit come back before its pack was refunded, the refund would have taken it: the outcome must not depend on
    /// which came first. So it pays the shortfall of a pack that was there when it was spent and was claimed after that.
    /// </remarks>
    public static TeamEvent.PackClaimed? PayShortfall(TeamAccount team, Entry debit)
    {
        if (((TeamEvent.Debited)debit.Event).Bucket != Bucket.Extra)
        {
            return null;
        }

        foreach (var purchase in team.Purchases.Values.Where(purchase => purchase.BoughtBy < debit.Seq))
        {
            foreach (var (id, claim) in purchase.Claims)
            {
                if (claim.Claimed > claim.Taken && claim.ShortSince > debit.Seq)
                {
                    return new TeamEvent.PackClaimed(purchase.Terms.Id, claim.Cause, id, claim.Claimed, Credits.One, Credits.Zero);
                }
            }
        }

        return null;
    }
}
