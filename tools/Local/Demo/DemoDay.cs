namespace Purser.Local;

internal sealed record DemoMember(string Id, string Name, string Role, int? Budget = null);

internal sealed record DemoDebit(string Key, string MemberId, string Action, string? JobId = null, bool Regeneration = false);

/// <summary>
/// The demo team's day, the same every time: five people go through the jobs of a morning, spend the whole pool by the
/// afternoon and some of the extra credits after that. No chance in it, so that it can be told twice.
/// </summary>
internal static class DemoDay
{
    public const string Plan = "lite";
    public const int PoolCredits = 500;
    public const int Extra = 60;
    public const int ExtraSpent = 23;

    private const int JonasBudget = 40;

    /// <summary>Who takes the next job: one member runs ahead, as in every team.</summary>
    private static readonly int[] Turns = [0, 2, 4, 2, 1, 2, 3, 2, 4, 1];

    public static IReadOnlyList<DemoMember> Members { get; } =
    [
        new("ada", "Ada Okafor", "owner"),
        new("mateo", "Mateo Ruiz", "admin"),
        new("priya", "Priya Nair", "member"),
        new("jonas", "Jonas Weber", "member", JonasBudget),
        new("lin", "Lin Zhao", "member"),
    ];

    /// <summary>The first thing done that day: the letter came back empty, so its credit is given back.</summary>
    public static DemoDebit Failed { get; } = new("demo-failed", "priya", "cover_letter", "job-00001");

    /// <summary>The last thing tried that day: the budget says no.</summary>
    public static DemoDebit OverBudget { get; } = new("demo-over-budget", "jonas", "ai_generate", "job-00200");

    public static IEnumerable<DemoDebit> Debits()
    {
        var spent = Members.ToDictionary(member => member.Id, _ => 0, StringComparer.Ordinal);
        var number = 0;
        // Jonas stops at his budget, on purpose: what he tries after that is the refused debit.
        foreach (var (memberId, action, jobId, regeneration) in Actions()
            .Where(next => next.MemberId is not "jonas" || spent["jonas"] < JonasBudget)
            .Take(PoolCredits + ExtraSpent))
        {
            spent[memberId]++;
            yield return new DemoDebit($"demo-{++number:0000}", memberId, action, jobId, regeneration);
        }
    }

    private static IEnumerable<(string MemberId, string Action, string? JobId, bool Regeneration)> Actions()
    {
        for (var number = 1; ; number++)
        {
            var job = $"job-{number:00000}";
            var member = Members[Turns[number % Turns.Length]].Id;
            yield return (member, "job_assistant", job, false);
            foreach (var action in AfterReading(number))
            {
                yield return (member, action, job, false);
            }

            if (number % 21 == 0)
            {
                yield return (member, "cover_letter", job, true);
            }

            // Priya's Auto Bid looks at other jobs meanwhile, and bids on a third of them.
            if (number % 2 == 0)
            {
                var match = $"job-{1000 + number:00000}";
                yield return ("priya", "job_matching", match, false);
                if (number % 6 == 0)
                {
                    yield return ("priya", "auto_bid", match, false);
                }
            }

            if (number % 20 == 0)
            {
                yield return ("jonas", "test_template", null, false);
            }
        }
    }

    /// <summary>What reading a job leads to; more often than not, nothing.</summary>
    private static IEnumerable<string> AfterReading(int number)
    {
        if (number % 3 == 0)
        {
            yield return "cover_letter";
        }

        if (number % 5 == 0)
        {
            yield return "answer";
        }

        if (number % 8 == 0)
        {
            yield return "ai_improve";
        }

        if (number % 13 == 0)
        {
            yield return "ai_generate";
        }
    }
}
