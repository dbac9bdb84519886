using Purser.AutoBid.Decisions;

namespace Purser.AutoBid;

/// <summary>
/// What settings would do with the jobs of some days: the same steps and the same stops as a run, one job after the other, with
/// the scores that were found. A submission that was never tried is taken to succeed.
/// </summary>
internal sealed class Simulation(AutoBidSettings settings)
{
    private const int CreditsOfAJob = 2;

    private readonly AutoBidSettings settings = settings with { Enabled = true };
    private readonly List<FunnelDay> over = [];
    private readonly HashSet<DateOnly> overDays = [];
    private DateOnly? day;
    private CapUse used;
    private StopCause? stop;
    private int scanned;
    private int matched;
    private int submitted;
    private int skipped;
    private int failed;
    private int matchCredits;
    private int earlierSubmitted;
    private int earlierMatchCredits;

    /// <summary>What each day would have come to, in the order of the jobs; days on which no job was begun are left out.</summary>
    public IReadOnlyList<FunnelDay> Days => day is null ? over : [.. over, Today()];

    /// <summary>Whether no other job could have been begun at the end of a day.</summary>
    public bool IsOver(DateOnly day) =>
        overDays.Contains(day) || !(day == this.day ? used : default).MayBegin(settings, CreditsOfAJob).May;

    public int MatchCredits => earlierMatchCredits + matchCredits;

    public int Credits => MatchCredits + Submitted;

    public int Submitted => earlierSubmitted + submitted;

    /// <summary>Tries settings on jobs.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="without">A skill whose jobs are left out; null: none.</param>
    public static Simulation Of(AutoBidSettings settings, ScoredJobs jobs, int? without = null)
    {
        var simulation = new Simulation(settings);
        var all = jobs.All;
        for (var at = 0; at < all.Length; at++)
        {
            if (without is not { } skill || !jobs.SkillsOf(at).Contains(skill))
            {
                simulation.Take(all[at]);
            }
        }

        return simulation;
    }

    /// <summary>Goes on with the next job that the search lets through.</summary>
    public void Take(ScoredJob job)
    {
        if (day != job.Day)
        {
            BeginDay(job.Day);
        }

        stop ??= used.MayBegin(settings, CreditsOfAJob).Rule;
        if (stop is null)
        {
            scanned++;
            Go(job);
        }
    }

    private void Go(ScoredJob job)
    {
        if (job is { Score: null, HasFailed: true })
        {
            failed++;
            return;
        }

        matchCredits++;
        var (place, bid) = (0, 0);
        if (job.Score < settings.Threshold)
        {
            skipped++;
        }
        else if (job.Score is not null)
        {
            matched++;
            failed += job.HasFailed ? 1 : 0;
            bid = job.HasFailed ? 0 : 1;
            place = job.HasFailed && !job.MaybeSent ? 0 : 1;
            submitted += bid;
        }

        used = new CapUse(used.Places + place, used.Credits + 1 + bid);
    }

    private void BeginDay(DateOnly next)
    {
        if (day is { } ended)
        {
            over.Add(Today());
            if (!used.MayBegin(settings, CreditsOfAJob).May)
            {
                overDays.Add(ended);
            }
        }

        (earlierSubmitted, earlierMatchCredits) = (Submitted, MatchCredits);
        (day, used, stop) = (next, default, null);
        (scanned, matched, submitted, skipped, failed, matchCredits) = (0, 0, 0, 0, 0, 0);
    }

    private FunnelDay Today() => new(day!.Value, scanned, matched, submitted, skipped, failed, matchCredits, submitted, stop);
}
