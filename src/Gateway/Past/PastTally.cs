using Purser.Teams;

namespace Purser.Gateway.Past;

/// <summary>What became of a file's lines.</summary>
internal sealed class PastTally
{
    /// <summary>Most problems that are listed: whoever has more has one problem.</summary>
    private const int MostProblems = 1000;

    private readonly List<LineProblem> problems = [];
    private long imported;
    private long skipped;
    private long refused;
    private bool wasTooLate;

    /// <summary>Whether all that it comes to is that it came too late.</summary>
    public bool IsAllTooLate => wasTooLate && imported == 0 && skipped == 0;

    public void Add(LineProblem problem)
    {
        refused++;
        if (problems.Count < MostProblems)
        {
            problems.Add(problem);
        }
    }

    public void Add(long line, PastDebit debit, PastVerdict verdict)
    {
        switch (verdict)
        {
            case PastVerdict.Imported:
                imported++;
                break;
            case PastVerdict.Known:
                skipped++;
                break;
            default:
                wasTooLate |= verdict is PastVerdict.PastIsOver;
                Add(new LineProblem(line, Words(debit, verdict)));
                break;
        }
    }

    public HistoryAnswer ToAnswer(bool isTrial) => new(imported, skipped, refused, [.. problems.OrderBy(static problem => problem.Line)], isTrial);

    private static string Words(PastDebit debit, PastVerdict verdict) => verdict switch
    {
        PastVerdict.NoSuchMember => $"{debit.MemberId} is not and never was a member of the team; add the member, and remove them again if they are gone.",
        PastVerdict.OutOfOrder => "It is earlier than one that is imported already; lines must be in the order of their time.",
        PastVerdict.InFuture => "Its time has not come yet; only what has happened is imported.",
        PastVerdict.NoCredits => "It lies in the present cycle, and neither the pool nor extra has a credit left for it; add seats or extra credits first.",
        PastVerdict.KeyReused => "Its key was used for another debit; a key belongs to one for ever.",
        _ => "The team has debits of its own by now; only what was before them could be imported, and before they were made.",
    };
}
