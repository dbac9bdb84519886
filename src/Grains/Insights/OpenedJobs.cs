using System.Runtime.InteropServices;

namespace Purser.Insights;

/// <summary>
/// Jobs that the Job Assistant was run on, and whether anybody of the team wrote a letter or an answer for the job or bid on it
/// within seven days, before or after. An attempt that failed counts: it was meant.
/// </summary>
internal sealed class OpenedJobs
{
    /// <summary>How long a job may take to become a proposal.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromDays(7);

    private const int None = -1;

    private readonly Dictionary<int, Job> jobs = [];
    private readonly List<Run> runs = [];

    /// <summary>A run of the Job Assistant.</summary>
    public void Open(in UseRow row, int credits)
    {
        ref var job = ref CollectionsMarshal.GetValueRefOrAddDefault(jobs, row.Job, out var known);
        if (!known)
        {
            job = new Job(DateTimeOffset.MinValue, None);
        }

        if (credits > 0)
        {
            runs.Add(new Run(row.At, row.Member, job.LastRun, Led: job.Followed > DateTimeOffset.MinValue && row.At - job.Followed <= Within, GivenBack: false));
            job.LastRun = runs.Count - 1;
        }
        else
        {
            GiveBack(job.LastRun, row.Member);
        }
    }

    /// <summary>A letter, an answer or a bid.</summary>
    public void Follow(in UseRow row)
    {
        ref var job = ref CollectionsMarshal.GetValueRefOrAddDefault(jobs, row.Job, out var known);
        var last = known ? job.LastRun : None;
        job = new Job(row.At, last);
        var all = CollectionsMarshal.AsSpan(runs);
        for (var at = last; at != None && row.At - all[at].At <= Within && !all[at].Led; at = all[at].Before)
        {
            all[at].Led = true;
        }
    }

    /// <summary>What came of the runs.</summary>
    /// <param name="now">Runs younger than seven days may still come to something.</param>
    public OpenedJobsCount Count(DateTimeOffset now)
    {
        var count = new OpenedJobsCount(0, 0, 0, new Dictionary<int, int>());
        var byMember = new Dictionary<int, int>();
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(runs))
        {
            if (run.GivenBack)
            {
                continue;
            }

            count = count with
            {
                Runs = count.Runs + 1,
                LedNowhere = count.LedNowhere + (run.Led ? 0 : 1),
                Undecided = count.Undecided + (!run.Led && now - run.At < Within ? 1 : 0),
            };
            if (!run.Led)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(byMember, run.Member, out _)++;
            }
        }

        return count with { ByMember = byMember };
    }

    private void GiveBack(int last, int member)
    {
        var all = CollectionsMarshal.AsSpan(runs);
        for (var at = last; at != None; at = all[at].Before)
        {
            if (all[at].Member == member && !all[at].GivenBack)
            {
                all[at].GivenBack = true;
                return;
            }
        }
    }

    private record struct Job(DateTimeOffset Followed, int LastRun);

    private record struct Run(DateTimeOffset At, int Member, int Before, bool Led, bool GivenBack);
}

/// <summary>What came of runs of the Job Assistant.</summary>
/// <param name="Runs">All of them: a credit each.</param>
/// <param name="LedNowhere">Those without a letter, an answer or a bid within seven days.</param>
/// <param name="Undecided">Of these, those that are younger than that.</param>
/// <param name="ByMember">Those that led nowhere, by member.</param>
internal sealed record OpenedJobsCount(int Runs, int LedNowhere, int Undecided, IReadOnlyDictionary<int, int> ByMember);
