namespace Purser.Tests.History.Checks;

/// <summary>Every acknowledged change is in the table, as it was acknowledged.</summary>
internal static class Acknowledgements
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        var rowsBySeq = team.Rows.ToLookup(row => row.Seq);
        foreach (var call in team.Calls)
        {
            if (call.Answer is Answer.Done { Receipt: var receipt })
            {
                var row = rowsBySeq[receipt.EntryId].FirstOrDefault(call.Ask.LeadsTo);
                if (row is null)
                {
                    yield return new Violation(
                        Wrong.Lost, team.TeamId, $"{call.Ask} was acknowledged as {receipt}; the table has {There(rowsBySeq[receipt.EntryId])}.");
                }
                else if (!Says(row, receipt))
                {
                    yield return new Violation(Wrong.ToldOtherwise, team.TeamId, $"{call.Ask} was acknowledged as {receipt}; the table has {row}.");
                }
            }
        }
    }

    private static bool Says(LedgerRow row, Receipt receipt) =>
        row.Bucket == receipt.Bucket
        && row.Amount == receipt.Amount
        && row.At == receipt.At
        && (receipt.CycleStart is null || row.CycleStart == receipt.CycleStart)
        && row.Balance == receipt.Balance;

    private static string There(IEnumerable<LedgerRow> rows) =>
        string.Join(" and ", rows.Select(row => row.ToString()).DefaultIfEmpty("no such row"));
}
