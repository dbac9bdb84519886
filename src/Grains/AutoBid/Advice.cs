using Purser.Jobs;

namespace Purser.AutoBid;

/// <summary>What would have spared matching credits, found by trying it on the jobs as they went.</summary>
internal static class Advice
{
    private const int MostCuts = 3;

    /// <summary>How many skills are tried: those that most skipped jobs ask for.</summary>
    private const int CutsTried = 20;

    /// <summary>A cut that would have lost more than one proposal in ten is no advice.</summary>
    private const double MostLost = 0.1;

    /// <summary>
    /// The threshold nearest to the present one at which matching costs at most so many credits, and all of Auto Bid at most so
    /// many; null where none does.
    /// </summary>
    public static int? Threshold(AutoBidSettings settings, ScoredJobs jobs, int matching, int all)
    {
        // A lower threshold never costs more matches, for it reaches the caps sooner; what it costs in all may be more.
        var highest = Highest(101, threshold => Try(threshold).MatchCredits <= matching);
        return Enumerable.Range(0, highest + 1)
            .OrderBy(threshold => Math.Abs(threshold - settings.Threshold))
            .Where(threshold => Try(threshold).Credits <= all)
            .Select(int? (threshold) => threshold)
            .FirstOrDefault();

        Simulation Try(int threshold) => Simulation.Of(settings with { Threshold = threshold }, jobs);
    }

    /// <summary>The highest daily cap below the present one at which matching costs at most so many credits; null where none does.</summary>
    public static int? DailyCap(AutoBidSettings settings, ScoredJobs jobs, int credits)
    {
        // A lower cap never costs more.
        var highest = Highest(settings.DailyCap, cap => Simulation.Of(settings with { DailyCap = cap }, jobs).MatchCredits <= credits);
        return highest < 0 ? null : highest;
    }

    /// <summary>Which of some searches asks for a job, if none of the others does.</summary>
    public static int? OnlyOneThatMatches(IReadOnlyList<SearchQuery> searches, JobPost post)
    {
        int? only = null;
        foreach (var at in SearchQuery.Matching(searches, post))
        {
            if (only is not null)
            {
                return null;
            }

            only = at;
        }

        return only;
    }

    /// <summary>The highest number below another that fits, where all below one that fits do; -1 where none does.</summary>
    private static int Highest(int below, Func<int, bool> fits)
    {
        var (highest, tooMany) = (-1, below);
        while (tooMany - highest > 1)
        {
            var middle = (highest + tooMany) / 2;
            (highest, tooMany) = fits(middle) ? (middle, tooMany) : (highest, middle);
        }

        return highest;
    }

    /// <summary>Skills to leave out of the search: those that cost the most matches for the fewest proposals.</summary>
    public static QueryCut[] Cuts(AutoBidSettings settings, ScoredJobs jobs)
    {
        var asIs = Simulation.Of(settings, jobs);
        return
        [
            .. OfSkippedJobs(settings, jobs)
                .Take(CutsTried)
                .Where(skill => SearchQuery.TryParse(Term(jobs.SkillNames[skill]), out _, out _))
                .Select(skill => Cut(settings, jobs, skill, asIs))
                .Where(cut => cut.MatchCredits > 0 && cut.Submissions <= MostLost * asIs.Submitted)
                .OrderByDescending(cut => cut.MatchCredits)
                .Take(MostCuts),
        ];
    }

    /// <summary>The skills that skipped jobs ask for, the most frequent first.</summary>
    private static IEnumerable<int> OfSkippedJobs(AutoBidSettings settings, ScoredJobs jobs)
    {
        var counts = new int[jobs.SkillNames.Count];
        var all = jobs.All;
        for (var at = 0; at < all.Length; at++)
        {
            if (all[at].Score < settings.Threshold)
            {
                foreach (var skill in jobs.SkillsOf(at))
                {
                    counts[skill]++;
                }
            }
        }

        return Enumerable.Range(0, counts.Length).Where(skill => counts[skill] > 0).OrderByDescending(skill => counts[skill]);
    }

    private static string Term(string skill) => $"-skill:\"{skill}\"";

    private static QueryCut Cut(AutoBidSettings settings, ScoredJobs jobs, int skill, Simulation asIs)
    {
        var without = Simulation.Of(settings, jobs, skill);
        return new QueryCut(Term(jobs.SkillNames[skill]), asIs.MatchCredits - without.MatchCredits, asIs.Submitted - without.Submitted);
    }
}
