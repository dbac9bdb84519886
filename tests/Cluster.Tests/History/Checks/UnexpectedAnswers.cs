namespace Purser.Tests.History.Checks;

/// <summary>Every answer is one that the contract has.</summary>
internal static class UnexpectedAnswers
{
    public static IEnumerable<Violation> Find(TeamHistory team) =>
        from call in team.Calls
        where call.Answer is Answer.Unexpected
        select new Violation(Wrong.Unexpected, team.TeamId, $"{call.Ask} was answered: {((Answer.Unexpected)call.Answer).What}");
}
