namespace Purser.Tests.History.Checks;

/// <summary>
/// A no is legal only if it was the right answer at some instant between the question and the answer.
/// </summary>
/// <remarks>
/// The state after row <c>i</c> is in force from when row <c>i</c> came into force until row <c>i + 1</c> did. By the
/// bounds of <see cref="TeamHistory"/> that can touch the call's time only if <c>NotBefore(i) ≤ answered</c> and
/// <c>NotAfter(i + 1) ≥ started</c> (less what may lag). If no row after which nothing was left can, there was a credit all the time.
/// </remarks>
internal static class Refusals
{
    public static IEnumerable<Violation> Find(TeamHistory team)
    {
        var dry = Enumerable.Range(0, team.Rows.Count).Where(row => team.Rows[row].Left == Credits.Zero).ToList();
        foreach (var call in team.Calls)
        {
            if (call.Answer is Answer.Refused refused && Against(team, dry, call, refused) is { } what)
            {
                yield return new Violation(Wrong.FalseRefusal, team.TeamId, $"{call.Ask} was refused ({refused}), but {what}.");
            }
        }
    }

    private static string? Against(TeamHistory team, List<int> dry, Call call, Answer.Refused refused) => refused.Reason switch
    {
        RefusalReason.CreditsExhausted when refused.Left is { } left && left != Credits.Zero => "the answer itself says that some were left",
        RefusalReason.CreditsExhausted when WasChargedBefore(team, call) => "it had been charged before",
        RefusalReason.CreditsExhausted when !dry.Exists(row => WasInForce(team, row, call)) => "there was a credit all the time",
        RefusalReason.CreditsExhausted => null,
        RefusalReason.IdempotencyKeyReused when !KeyServesAnother(team, call) => "its key serves no other request",
        RefusalReason.IdempotencyKeyReused => null,
        _ => "no rule of this team says so",
    };

    private static bool WasInForce(TeamHistory team, int row, Call call) =>
        team.NotBefore(row) <= call.Answered
        && (row + 1 == team.Rows.Count || team.NotAfter(row + 1) >= call.Started - team.Lag);

    private static bool WasChargedBefore(TeamHistory team, Call call) =>
        team.RowsByIdentity[call.Ask.Identity!].Any(row => call.Ask.LeadsTo(row) && team.AcknowledgedFirst(row) < call.Started);

    private static bool KeyServesAnother(TeamHistory team, Call call) =>
        team.RowsByIdentity[call.Ask.Identity!].Any(row => !call.Ask.LeadsTo(row) && team.AskedFirst(row) <= call.Answered);
}
