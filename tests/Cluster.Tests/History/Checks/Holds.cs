namespace Purser.Tests.History.Checks;

/// <summary>
/// A held debit is confirmed before its instant or gives itself back, once, before anything else is decided at or after that
/// instant; and whoever asked was told which.
/// </summary>
internal static class Holds
{
    public static IEnumerable<Violation> Find(TeamHistory team) =>
        InTheTable(team).Concat(InTheAnswers(team)).Select(what => new Violation(Wrong.WrongHold, team.TeamId, what));

    private static IEnumerable<string> InTheTable(TeamHistory team)
    {
        var open = new Dictionary<long, LedgerRow>();
        foreach (var row in team.Rows)
        {
            switch (row.Kind)
            {
                case RowKind.HoldConfirmed when !open.Remove(row.Confirms!.Value, out var held) || row.At >= Expiry(held):
                    yield return $"{row} makes a debit final that was not on hold any more.";
                    break;
                case RowKind.HoldExpired when !open.Remove(row.Reverses!.Value, out var held) || row.At < Expiry(held):
                    yield return $"{row} gives a debit back that was not to be given back.";
                    break;
                case RowKind.Reversed:
                    open.Remove(row.Reverses!.Value);
                    break;
            }

            // A cycle's end may lie before it.
            if (row.Kind is not (RowKind.HoldExpired or RowKind.CycleStarted)
                && open.Values.FirstOrDefault(held => Expiry(held) <= row.At) is { } forgotten)
            {
                yield return $"{row} was decided while {forgotten} had expired and was not given back.";
                open.Remove(forgotten.Seq);
            }

            if (row.HoldSeconds is not null)
            {
                open[row.Seq] = row;
            }
        }
    }

    private static IEnumerable<string> InTheAnswers(TeamHistory team)
    {
        foreach (var call in team.Calls)
        {
            if (call.Ask is not Ask.Confirmation ask || call.Answer is Answer.Unknown or Answer.Unexpected)
            {
                continue;
            }

            var confirmed = team.RowsByIdentity[Ask.OfHold(ask.EntryId)].FirstOrDefault();
            var reversed = team.RowsByIdentity[Ask.OfEntry(ask.EntryId)].FirstOrDefault();
            var isSo = call.Answer switch
            {
                Answer.Confirmed told => confirmed?.At == told.At,
                Answer.NotConfirmed { Reason: "hold_expired" } => confirmed is null && reversed?.Kind == RowKind.HoldExpired,
                Answer.NotConfirmed { Reason: "debit_reversed" } => confirmed is null && reversed?.Kind == RowKind.Reversed,
                _ => false,
            };
            if (!isSo)
            {
                yield return $"{ask} was answered {call.Answer}; the table has {confirmed} and {reversed}.";
            }
        }
    }

    private static DateTimeOffset Expiry(LedgerRow debit) => debit.At.AddSeconds(debit.HoldSeconds!.Value);
}
