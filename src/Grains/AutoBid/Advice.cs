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
    public static int? Threshold(AutoBidSettings settings, IReadOnlyList<ScoredJob> jobs, int matching, int all) => Enumerable.Range(0, 101)
        .OrderBy(threshold => Math.Abs(threshold - settings.Threshold))
        .Where(threshold => Try(settings with { Threshold = threshold }, jobs) is var tried && tried.MatchCredits <= matching && tried.Credits <= all)
        .Select(int? (threshold) => threshold)
        .FirstOrDefault();

    /// <summary>The highest daily cap below the present one at which matching costs at most so many credits; null where none does.</summary>
    public static int? DailyCap(AutoBidSettings settings, IReadOnlyList<ScoredJob> jobs, int credits)
    {
        // A lower cap never costs more.
        var (fits, tooMany) = (-1, settings.DailyCap);
        while (tooMany - fits > 1)
        {
            var cap = (fits + tooMany) / 2;
            (fits, tooMany) = Try(settings with { DailyCap = cap }, jobs).MatchCredits <= credits ? (cap, tooMany) : (fits, cap);
        }

        return fits < 0 ? null : fits;
    }

    /// <summary>Skills to leave out of the search: those that cost the most matches for the fewest proposals.</summary>
    public static QueryCut[] Cuts(AutoBidSettings settings, IReadOnlyList<ScoredJob> jobs)
    {
        var asIs = Try(settings, jobs);
        return
        [
            .. jobs.Where(job => job.Score < settings.Threshold)
                .SelectMany(job => job.Post.Skills)
                .GroupBy(skill => skill, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(group => group.Count())
                .Take(CutsTried)
                .Where(group => SearchQuery.TryParse(Term(group.Key), out _, out _))
                .Select(group => Cut(settings, jobs, group.Key, asIs))
                .Where(cut => cut.MatchCredits > 0 && cut.Submissions <= MostLost * asIs.Submitted)
                .OrderByDescending(cut => cut.MatchCredits)
                .Take(MostCuts),
        ];
    }

    private static string Term(string skill) => $"-skill:\"{skill}\"";

    private static QueryCut Cut(AutoBidSettings settings, IReadOnlyList<ScoredJob> jobs, string skill, Simulation asIs)
    {
        var without = Try(settings, jobs.Where(job => !job.Post.Skills.Contains(skill, StringComparer.OrdinalIgnoreCase)));
        return new QueryCut(Term(skill), asIs.MatchCredits - without.MatchCredits, asIs.Submitted - without.Submitted);
    }

    private static Simulation Try(AutoBidSettings settings, IEnumerable<ScoredJob> jobs)
    {
        var simulation = new Simulation(settings);
        foreach (var job in jobs)
        {
            simulation.Take(job);
        }

        return simulation;
    }
}
