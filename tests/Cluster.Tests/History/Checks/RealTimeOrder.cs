namespace Purser.Tests.History.Checks;

/// <summary>
/// What was acknowledged before something else was even asked for has the lower number; and what a batch asked for
/// first, too.
/// </summary>
internal static class RealTimeOrder
{
    public static IEnumerable<Violation> Find(TeamHistory team) => BetweenCalls(team).Concat(WithinBatches(team));

    private static IEnumerable<Violation> BetweenCalls(TeamHistory team)
    {
        for (var row = 0; row + 1 < team.Rows.Count; row++)
        {
            if (team.NotAfter(row + 1) < team.AskedFirst(team.Rows[row]))
            {
                yield return new Violation(
                    Wrong.Reordered, team.TeamId, $"{team.Rows[row]} was asked for only after a later row had been acknowledged.");
            }
        }
    }

    private static IEnumerable<Violation> WithinBatches(TeamHistory team)
    {
        foreach (var batch in team.Calls.Where(call => call.Batch is not null).GroupBy(call => call.Batch))
        {
            var last = 0L;
            foreach (var call in batch)
            {
                if (call.Answer is Answer.Done { Repeated: false, Receipt.EntryId: var entry })
                {
                    if (entry < last)
                    {
                        yield return new Violation(Wrong.Reordered, team.TeamId, $"Entry {entry} comes after entry {last} in its batch.");
                    }

                    last = entry;
                }
            }
        }
    }
}
