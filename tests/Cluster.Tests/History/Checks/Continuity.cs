using Purser.Teams;

namespace Purser.Tests.History.Checks;

/// <summary>
/// The rows run from one without a gap, time never runs backwards, and each row's numbers follow from those before it
/// and from what it moves; nothing is ever below zero, and extra is touched only when the pool is empty.
/// </summary>
internal static class Continuity
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        var before = default(LedgerRow);
        var cycle = default(DateTimeOffset);
        foreach (var row in team.Rows)
        {
            var expected = (before?.Seq ?? 0) + 1;
            if (row.Seq != expected)
            {
                yield return new Violation(Wrong.Gap, team.TeamId, $"After entry {expected - 1} comes {row}.");
            }

            if (row.At < before?.At)
            {
                yield return new Violation(Wrong.WrongBalance, team.TeamId, $"{row} was decided before the one before it.");
            }

            cycle = row.Kind == RowKind.CycleStarted ? row.CycleStart : cycle;
            if (BrokenRule(row, before) is { } rule)
            {
                yield return new Violation(Wrong.WrongBalance, team.TeamId, $"{row}, after {before}: {rule}.");
            }

            var follows = After(before?.Balance ?? default, row, cycle);
            if (row.Balance != follows)
            {
                yield return new Violation(Wrong.WrongBalance, team.TeamId, $"{row} has {row.Balance}; it follows {follows}.");
            }

            before = row;
        }
    }

    private static string? BrokenRule(LedgerRow row, LedgerRow? before) => row switch
    {
        { Balance: var balance } when balance.Remaining < Credits.Zero || balance.Extra < Credits.Zero => "a bucket is below zero",
        { Kind: RowKind.Debited, Amount.Count: not -1 } => "a debit is exactly one credit",
        { Kind: RowKind.Debited, Bucket: Bucket.Extra } when before?.Balance.Remaining > Credits.Zero => "the pool still had credits",
        { Kind: RowKind.Reversed or RowKind.HoldExpired, Amount.Count: not (0 or 1) } => "a reversal gives back one credit or none",
        _ => null,
    };

    private static Balance After(Balance before, LedgerRow row, DateTimeOffset cycle)
    {
        var balance = before with { Version = before.Version + 1 };
        if (row.Kind == RowKind.CycleStarted)
        {
            return balance with { Total = row.Amount, Remaining = row.Amount, Used = Credits.Zero };
        }

        var spends = row.Kind is RowKind.Debited or RowKind.Reversed or RowKind.HoldExpired;
        var ofThisCycle = !spends || row.CycleStart == cycle;
        return balance with
        {
            Remaining = row.Bucket == Bucket.Pool && ofThisCycle ? balance.Remaining + row.Amount : balance.Remaining,
            Extra = row.Bucket == Bucket.Extra ? balance.Extra + row.Amount : balance.Extra,
            Used = spends && ofThisCycle ? balance.Used - row.Amount : balance.Used,
        };
    }
}
