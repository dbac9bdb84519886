namespace Purser.Tests.History.Checks;

/// <summary>What is shown is what the ledger had at some instant between the question and the answer.</summary>
internal static class Looks
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        foreach (var call in team.Calls)
        {
            if (call.Answer is Answer.Seen { Balance: var seen } && Against(team, call, seen) is { } what)
            {
                yield return new Violation(Wrong.WrongLook, team.TeamId, $"{seen} was shown, but {what}.");
            }
        }
    }

    private static string? Against(TeamHistory team, Call call, Teams.Balance seen)
    {
        // Where numbers have gaps, a row is not at its number's place; Continuity reports that.
        var row = (int)seen.Version - 1;
        if (row < 0 || row >= team.Rows.Count || team.Rows[row].Balance != seen)
        {
            return "the ledger never had these numbers";
        }

        if (team.NotBefore(row) > call.Answered)
        {
            return $"{team.Rows[row]} was asked for only later";
        }

        return row + 1 < team.Rows.Count && team.NotAfter(row + 1) < call.Started - team.Lag
            ? $"{team.Rows[row + 1]} had been acknowledged before"
            : null;
    }
}
