namespace Purser.Tests.History.Checks;

/// <summary>Every change was asked for, and nobody who was told no is charged.</summary>
internal static class Phantoms
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        foreach (var row in team.Rows)
        {
            if (row.Kind is RowKind.Debited or RowKind.Reversed or RowKind.ExtraGranted)
            {
                var calls = (row.Identity is { } identity ? team.CallsByIdentity[identity] : []).Where(call => call.Ask.LeadsTo(row)).ToList();
                if (calls.Count == 0)
                {
                    yield return new Violation(Wrong.Phantom, team.TeamId, $"Nobody asked for {row}.");
                }
                else if (calls.TrueForAll(call => call.Answer is Answer.Refused))
                {
                    yield return new Violation(Wrong.Phantom, team.TeamId, $"Whoever asked for {row} was told no.");
                }
            }
        }
    }
}
