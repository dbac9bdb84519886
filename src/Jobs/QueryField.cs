using System.Diagnostics.CodeAnalysis;

namespace Purser.Jobs;

/// <summary>The fields of a query: <c>name:value</c>.</summary>
internal static class QueryField
{
    private const string Names = "skill, type, level, budget, rate";

    public static bool TryRead(
        string name, string value, [NotNullWhen(true)] out QueryTerm? term, [NotNullWhen(false)] out QueryProblem? problem)
    {
        (term, problem) = (null, null);
        if (Is(name, "skill"))
        {
            term = TextPattern.TryParse(value, out var skill) ? new QueryTerm.Skill(skill) : null;
            problem = new QueryProblem(QueryFault.BadName, """Write a skill directly after 'skill:', e.g. skill:Python or skill:"React Native"; a * may stand at its end.""");
        }
        else if (Is(name, "level"))
        {
            term = TextPattern.TryParse(value, out var level) ? new QueryTerm.Level(level) : null;
            problem = new QueryProblem(QueryFault.BadName, """Write a level directly after 'level:', e.g. level:expert or level:"entry level"; a * may stand at its end.""");
        }
        else if (Is(name, "type"))
        {
            term = Is(value, "hourly") ? new QueryTerm.PaidBy(JobPayment.Hourly)
                : Is(value, "fixed") ? new QueryTerm.PaidBy(JobPayment.Fixed)
                : null;
            problem = new QueryProblem(QueryFault.BadType, "A type is type:hourly or type:fixed.");
        }
        else if (Is(name, "budget"))
        {
            term = AmountRange.TryParse(value, out var range) ? new QueryTerm.Budget(range) : null;
            problem = new QueryProblem(QueryFault.BadAmount, "Write an amount directly after 'budget:', e.g. budget:>500, budget:<=1000 or budget:500..1000.");
        }
        else if (Is(name, "rate"))
        {
            term = AmountRange.TryParse(value, out var range) ? new QueryTerm.Rate(range) : null;
            problem = new QueryProblem(QueryFault.BadAmount, "Write an amount directly after 'rate:', e.g. rate:>=30, rate:<60 or rate:30..60.");
        }
        else
        {
            problem = new QueryProblem(QueryFault.UnknownField, $"There is no field '{name}'; fields are {Names}. To look for the words, put them in quotes.");
        }

        return term is not null;
    }

    private static bool Is(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
