namespace Purser.Accounts.Decisions;

/// <summary>Giving a debit's credit back, to the bucket it came from.</summary>
public static class Reversing
{
    /// <summary>Decides the reversal of a debit that has not been reversed.</summary>
    /// <param name="team">The team, its time brought up to date.</param>
    /// <param name="debit">The debit's entry.</param>
    /// <param name="note">Why, in the caller's words.</param>
    /// <returns>The reversal, and what the credit pays at once where it does not stay.</returns>
    public static IReadOnlyList<TeamEvent> Decide(TeamAccount team, Entry debit, string? note) =>
        GiveBack(team, debit.Seq, (TeamEvent.Debited)debit.Event with { HoldSeconds = null, Imported = false }, debit.CycleStart, note, holdExpired: false);

    /// <summary>A hold that was not confirmed in time gives its credit back.</summary>
    /// <param name="team">The team, as it was when the hold expired.</param>
    /// <param name="hold">The hold.</param>
    public static IReadOnlyList<TeamEvent> Expire(TeamAccount team, Hold hold) =>
        GiveBack(team, hold.DebitId, hold.Debit, hold.CycleStart, note: null, holdExpired: true);

    /// <remarks>
    /// A pool credit of a cycle that is over goes nowhere: that allowance is gone. An extra credit always goes back.
    /// </remarks>
    private static IReadOnlyList<TeamEvent> GiveBack(
        TeamAccount team, long debitId, TeamEvent.Debited debit, DateTimeOffset cycleStart, string? note, bool holdExpired)
    {
        var goesNowhere = debit.Bucket == Bucket.Pool && cycleStart != team.Cycle.Start;
        var reversed = new TeamEvent.Reversed(
            debitId, debit, cycleStart, goesNowhere ? Credits.Zero : Credits.One, note, holdExpired);
        return debit.Bucket == Bucket.Extra && PayShortfall(team, debitId) is { } paid ? [reversed, paid] : [reversed];
    }

    /// <summary>What a credit that comes back to extra pays at once; null when it stays there.</summary>
    /// <remarks>
    /// Had the credit come back before its pack was refunded, the refund would have taken it: the outcome must not depend on
    /// which came first. So it pays the shortfall of a pack that was there when it was spent and was claimed after that.
    /// </remarks>
    private static TeamEvent.PackClaimed? PayShortfall(TeamAccount team, long debitId)
    {
        foreach (var purchase in team.Purchases.Values.Where(purchase => purchase.BoughtBy < debitId))
        {
            foreach (var (id, claim) in purchase.Claims)
            {
                if (claim.Claimed > claim.Taken && claim.ShortSince > debitId)
                {
                    return new TeamEvent.PackClaimed(purchase.Terms.Id, claim.Cause, id, claim.Claimed, Credits.One, Credits.Zero);
                }
            }
        }

        return null;
    }
}
