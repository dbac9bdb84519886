namespace Purser.Local;

/// <summary>Somebody of the demo team, with their habits.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Role">Owner, admin or member.</param>
/// <param name="JobsADay">How many jobs they take up on a weekday.</param>
/// <param name="Work">What they have AI do for one job, and whether it is done again; of chance only.</param>
/// <param name="Budget">Credits a cycle, if they have one.</param>
internal sealed record DemoPerson(
    string Id, string Name, string Role, int JobsADay, Func<Random, IEnumerable<(string Action, bool Again)>> Work, int? Budget = null)
{
    private const int WeekendPart = 6;

    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("ada", "Ada Okafor", "owner", 2, Careful),
        new("mateo", "Mateo Ruiz", "admin", 3, NeverContent),
        new("priya", "Priya Nair", "member", 2, Thorough),
        new("jonas", "Jonas Weber", "member", 3, Templates, Budget: 60),
        new("lin", "Lin Zhao", "member", 12, Curious),
    ];

    /// <summary>What they do on a day, job by job.</summary>
    public IEnumerable<IEnumerable<(string Action, bool Again)>> JobsOf(DayOfWeek day, Random chance)
    {
        var most = JobsADay + chance.Next(2);
        var jobs = day is DayOfWeek.Saturday or DayOfWeek.Sunday ? most / WeekendPart : most;
        for (var n = 0; n < jobs; n++)
        {
            yield return Work(chance);
        }
    }

    private static IEnumerable<(string, bool)> Careful(Random chance)
    {
        yield return ("cover_letter", false);
        if (chance.Next(2) == 0)
        {
            yield return ("answer", false);
        }
    }

    private static IEnumerable<(string, bool)> NeverContent(Random chance)
    {
        yield return ("cover_letter", false);
        for (var again = chance.Next(1, 4); again > 0; again--)
        {
            yield return ("cover_letter", true);
        }
    }

    private static IEnumerable<(string, bool)> Thorough(Random chance)
    {
        yield return ("job_assistant", false);
        yield return ("cover_letter", false);
        if (chance.Next(2) == 0)
        {
            yield return ("ai_improve", false);
        }
    }

    private static IEnumerable<(string, bool)> Templates(Random chance)
    {
        yield return ("test_template", false);
        if (chance.Next(3) > 0)
        {
            yield return ("ai_generate", false);
        }
    }

    private static IEnumerable<(string, bool)> Curious(Random chance)
    {
        yield return ("job_assistant", false);
        if (chance.Next(12) == 0)
        {
            yield return ("cover_letter", false);
        }
    }
}
