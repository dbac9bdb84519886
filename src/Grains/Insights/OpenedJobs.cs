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

    private const int None = 0;

    private readonly List<Run> runs = [];

    /// <summary>By their numbers, which are dense.</summary>
    private Job[] jobs = new Job[1024];

    /// <summary>A run of the Job Assistant.</summary>
    public void Open(in UseRow row, int credits)
    {
        ref var job = ref JobOf(row);
        if (credits > 0)
        {
            runs.Add(new Run(row.Seq, row.At, row.Member, job.LastRun, Led: job.Followed > DateTimeOffset.MinValue && row.At - job.Followed <= Within, GivenBack: false));
            job.LastRun = runs.Count;
        }
        else
        {
            GiveBack(job.LastRun, row.Reverses);
        }
    }

    /// <summary>A letter, an answer or a bid.</summary>
    public void Follow(in UseRow row)
    {
        ref var job = ref JobOf(row);
        job.Followed = row.At;
        for (var last = job.LastRun; last != None;)
        {
            ref var run = ref RunOf(last);
            if (run.Led || row.At - run.At > Within)
            {
                return;
            }

            run.Led = true;
            last = run.Before;
        }
    }

    /// <summary>What came of the runs.</summary>
    /// <param name="now">Runs younger than seven days may still come to something.</param>
    public OpenedJobsCount Count(DateTimeOffset now)
    {
        var (all, ledNowhere, undecided) = (0, 0, 0);
        var byMember = new Dictionary<int, int>();
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(runs))
        {
            if (run.GivenBack)
            {
                continue;
            }

            all++;
            if (!run.Led)
            {
                ledNowhere++;
                undecided += now - run.At < Within ? 1 : 0;
                CollectionsMarshal.GetValueRefOrAddDefault(byMember, run.Member, out _)++;
            }
        }

        return new OpenedJobsCount(all, ledNowhere, undecided, byMember);
    }

    private void GiveBack(int last, long? debit)
    {
        while (last != None)
        {
            ref var run = ref RunOf(last);
            if (run.Seq == debit)
            {
                run.GivenBack = true;
                return;
            }

            last = run.Before;
        }
    }

    private ref Job JobOf(in UseRow row)
    {
        if (row.Job >= jobs.Length)
        {
            Array.Resize(ref jobs, Math.Max(row.Job + 1, jobs.Length * 2));
        }

        return ref jobs[row.Job];
    }

    private ref Run RunOf(int number) => ref CollectionsMarshal.AsSpan(runs)[number - 1];

    /// <param name="Followed">When there was last a letter, an answer or a bid; the beginning of time where there was none.</param>
    /// <param name="LastRun">The last run on it, counted from 1.</param>
    private record struct Job(DateTimeOffset Followed, int LastRun);

    private record struct Run(long Seq, DateTimeOffset At, int Member, int Before, bool Led, bool GivenBack);
}

/// <summary>What came of runs of the Job Assistant.</summary>
/// <param name="Runs">All of them: a credit each.</param>
/// <param name="LedNowhere">Those without a letter, an answer or a bid within seven days.</param>
/// <param name="Undecided">Of these, those that are younger than that.</param>
/// <param name="ByMember">Those that led nowhere, by member.</param>
internal sealed record OpenedJobsCount(int Runs, int LedNowhere, int Undecided, IReadOnlyDictionary<int, int> ByMember);
