namespace Purser.Tests.History.Checks;

/// <summary>However often something is asked for, it takes effect once, and the answer is always the same.</summary>
internal static class Repetitions
{
    public static IEnumerable<Violation> Find(TeamHistory team) =>
        InTheTable(team).Concat(InTheAnswers(team));

    private static IEnumerable<Violation> InTheTable(TeamHistory team) =>
        from rows in team.RowsByIdentity
        where rows.Count() > 1
        select new Violation(Wrong.Doubled, team.TeamId, $"The {rows.Key} has the rows {string.Join(" and ", rows)}.");

    private static IEnumerable<Violation> InTheAnswers(TeamHistory team)
    {
        var expired = team.Rows.Where(row => row.Kind == RowKind.HoldExpired).Select(row => row.Seq).ToHashSet();
        return team.CallsByIdentity.SelectMany(calls => InTheAnswers(team.TeamId, calls.Key, [.. calls], expired));
    }

    private static IEnumerable<Violation> InTheAnswers(string teamId, string identity, List<Call> calls, HashSet<long> expired)
    {
        var done = calls.Where(call => call.Answer is Answer.Done).Select(call => (Call: call, Answer: (Answer.Done)call.Answer)).ToList();
        var receipts = done.Select(each => each.Answer.Receipt).Distinct().ToList();
        if (receipts.Select(receipt => receipt.EntryId).Distinct().Count() > 1)
        {
            yield return new Violation(Wrong.Doubled, teamId, $"The {identity} was acknowledged as {string.Join(" and as ", receipts)}.");
        }
        else if (receipts.Count > 1)
        {
            yield return new Violation(Wrong.ReplayDiffers, teamId, $"The {identity} was answered {string.Join(" and ", receipts)}.");
        }

        if (done.Count(each => !each.Answer.Repeated) > 1)
        {
            yield return new Violation(Wrong.ReplayDiffers, teamId, $"The {identity} was acknowledged as new more than once.");
        }

        // A repetition needs somebody who asked before this call was over, unless the hold had expired by itself, or the call
        // took so long that the gateway itself asked again because a silo was lost.
        foreach (var (call, _) in done.Where(each => each.Answer.Repeated && !expired.Contains(each.Answer.Receipt.EntryId)))
        {
            if (!call.MayHaveBeenSentAgain && !calls.Exists(other => other != call && other.Started < call.Answered))
            {
                yield return new Violation(Wrong.ReplayDiffers, teamId, $"The {identity} was called a repetition, but nobody had asked before.");
            }
        }
    }
}
