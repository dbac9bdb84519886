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
    private readonly List<FunnelDay> days = [];
    private readonly HashSet<DateOnly> overDays = [];
    private CapUse used;

    /// <summary>What each day would have come to, in the order of the jobs; days on which no job was begun are left out.</summary>
    public IReadOnlyList<FunnelDay> Days => days;

    /// <summary>Whether no other job could have been begun at the end of a day.</summary>
    public bool IsOver(DateOnly day) => overDays.Contains(day) || !default(CapUse).MayBegin(settings, CreditsOfAJob).May;

    public int MatchCredits => days.Sum(day => day.MatchCredits);

    public int Credits => days.Sum(day => day.Credits);

    public int Submitted => days.Sum(day => day.Submitted);

    /// <summary>Goes on with the next job that the search lets through.</summary>
    public void Take(ScoredJob job)
    {
        if (days.Count == 0 || days[^1].Day != job.Day)
        {
            days.Add(new FunnelDay(job.Day, 0, 0, 0, 0, 0, 0, 0));
            used = default;
        }

        var day = days[^1];
        if (used.MayBegin(settings, CreditsOfAJob) is { May: false, Rule: var rule })
        {
            days[^1] = day with { Stop = rule };
            return;
        }

        var submitted = day.Submitted;
        days[^1] = day = Go(day with { Scanned = day.Scanned + 1 }, job);
        used = new CapUse(used.Places + (day.Submitted - submitted) + (job.MaybeSent && job.Score >= settings.Threshold ? 1 : 0), day.Credits);
        if (!used.MayBegin(settings, CreditsOfAJob).May)
        {
            overDays.Add(job.Day);
        }
    }

    private FunnelDay Go(FunnelDay day, ScoredJob job)
    {
        if (job is { Score: null, HasFailed: true })
        {
            return day with { Failed = day.Failed + 1 };
        }

        day = day with { MatchCredits = day.MatchCredits + 1 };
        return job.Score switch
        {
            null => day,
            { } score when score < settings.Threshold => day with { Skipped = day.Skipped + 1 },
            _ when job.HasFailed => day with { Matched = day.Matched + 1, Failed = day.Failed + 1 },
            _ => day with { Matched = day.Matched + 1, Submitted = day.Submitted + 1, BidCredits = day.BidCredits + 1 },
        };
    }
}
