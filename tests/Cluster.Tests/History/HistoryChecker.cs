using Purser.Tests.History.Checks;

namespace Purser.Tests.History;

/// <summary>
/// Holds what callers were told against what the table says. Every check is sound: what it reports cannot be explained
/// by any order of events, so a run without faults of the product never fails, however the machine schedules it.
/// </summary>
public static class HistoryChecker
{
    private static readonly Func<TeamHistory, IEnumerable<Violation>>[] Checks =
    [
        UnexpectedAnswers.Find,
        Acknowledgements.Find,
        Repetitions.Find,
        Phantoms.Find,
        RealTimeOrder.Find,
        Refusals.Find,
        Continuity.Find,
        Conservation.Find,
        Holds.Find,
        Looks.Find,
    ];

    /// <summary>Everything that must not have happened to these teams.</summary>
    /// <param name="calls">What callers asked and were told.</param>
    /// <param name="rows">What the table says.</param>
    /// <param name="lag">
    /// What a look or a refusal may lag behind. Zero where nothing fails. An activation that another one has replaced
    /// without its knowledge may show its numbers, and say no by them, for as long as its last proof lasts.
    /// </param>
    public static IReadOnlyList<Violation> Check(IEnumerable<Call> calls, IEnumerable<LedgerRow> rows, TimeSpan lag = default)
    {
        var callsByTeam = calls.ToLookup(call => call.TeamId, StringComparer.Ordinal);
        var rowsByTeam = rows.ToLookup(row => row.TeamId, StringComparer.Ordinal);
        return
        [
            .. callsByTeam.Select(team => team.Key)
                .Union(rowsByTeam.Select(team => team.Key), StringComparer.Ordinal)
                .Select(team => new TeamHistory(team, [.. callsByTeam[team]], [.. rowsByTeam[team].OrderBy(row => row.Seq)], lag))
                .SelectMany(team => Checks.SelectMany(find => find(team))),
        ];
    }
}
