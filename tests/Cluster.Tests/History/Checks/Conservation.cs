namespace Purser.Tests.History.Checks;

/// <summary>
/// Counted by the answers alone: no more was spent than there was, and when the team ended dry, no less. For teams that
/// lived in one cycle.
/// </summary>
internal static class Conservation
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        if (team.Rows.Count(row => row.Kind == RowKind.CycleStarted) != 1)
        {
            yield break;
        }

        var told = Sum(team.CallsByIdentity.SelectMany(calls => calls
            .Select(call => call.Answer).OfType<Answer.Done>().Select(done => done.Receipt)
            .DistinctBy(receipt => receipt.EntryId).Select(receipt => receipt.Amount)));
        // Nobody knows about these; only the table does.
        var untold = Sum(team.CallsByIdentity
            .Where(calls => calls.All(call => call.Answer is not Answer.Done) && calls.Any(call => call.Answer is Answer.Unknown))
            .SelectMany(calls => team.RowsByIdentity[calls.Key].Select(row => row.Amount)));
        // Nor about these: nobody asked for them.
        var expired = Sum(from row in team.Rows
                          where row.Kind == RowKind.HoldExpired
                              && !team.CallsByIdentity[row.Identity!].Any(call => call.Answer is Answer.Done or Answer.Unknown)
                          select row.Amount);
        var left = Sum(from row in team.Rows where row.Kind == RowKind.CycleStarted select row.Amount) + told + untold + expired;
        if (left < Credits.Zero)
        {
            yield return new Violation(Wrong.Overspent, team.TeamId, $"The answers add up to {-left} credits more than there were.");
        }
        else if (left > Credits.Zero && team.Rows[^1].Left == Credits.Zero)
        {
            yield return new Violation(Wrong.Vanished, team.TeamId, $"The team is dry, but the answers leave {left} credits.");
        }
    }

    private static Credits Sum(IEnumerable<Credits> credits) =>
        credits.Aggregate(Credits.Zero, (sum, each) => sum + each);
}
