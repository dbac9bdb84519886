using Purser.Jobs;

namespace Purser.AutoBid.Worker.Tests.Running;

/// <summary>A member's Auto Bid in memory: what the contract says of grants, reports, runs and days, without a team behind it.</summary>
internal sealed class FakeAutoBid : IAutoBidGrain
{
    private readonly Lock gate = new();
    private readonly Dictionary<JobId, Job> jobs = [];
    private readonly Dictionary<string, string> runOfWorker = new(StringComparer.Ordinal);

    public AutoBidSettings Settings { get; set; } = new(Enabled: true, Query: "", Threshold: 50, DailyCap: 100_000, DailyCredits: null);

    public bool IsMember { get; set; } = true;

    public DateOnly Day { get; set; } = new(2026, 3, 1);

    /// <summary>What the team has.</summary>
    public int Credits { get; set; } = int.MaxValue / 2;

    /// <summary>Throws for a call, before it has done anything and (true) when it has.</summary>
    public Action<string, bool> Trouble { get; set; } = (_, _) => { };

    /// <summary>The ids of every call of Begin.</summary>
    public List<string[]> Asked { get; } = [];

    /// <summary>The jobs whose match was granted, in that order; not those granted again.</summary>
    public List<string> Granted { get; } = [];

    public List<JobReport> Reports { get; } = [];

    public int Starts { get; private set; }

    public int Heartbeats { get; private set; }

    public List<string> FinishedRuns { get; } = [];

    /// <summary>What a faithful worker never does.</summary>
    public List<string> Violations { get; } = [];

    public int CreditsTaken { get; private set; }

    public JobState? StateOf(string jobId) => jobs.GetValueOrDefault(JobId.Parse(jobId))?.State;

    public bool MaySubmit(JobId jobId)
    {
        lock (gate)
        {
            return jobs.GetValueOrDefault(jobId)?.State == JobState.Submitting;
        }
    }

    public Task<AutoBidSettings?> GetSettings() => CallAsync("GetSettings", () => IsMember ? Settings : null);

    public Task<AutoBidStanding?> GetStanding() => CallAsync("GetStanding", () => IsMember ? new AutoBidStanding(Settings, Day) : null);

    public Task<bool> SetSettings(AutoBidSettings settings) => throw new NotSupportedException();

    public Task<RunOutcome> Start(RunRequest run) => CallAsync<RunOutcome>("Start", () =>
    {
        Starts++;
        if (!IsMember || !Settings.Enabled)
        {
            if (runOfWorker.TryGetValue(run.Worker, out var ended))
            {
                End(run.Worker, ended);
            }

            return IsMember ? new RunOutcome.SwitchedOff() : new RunOutcome.NoSuchMember();
        }

        if (runOfWorker.TryGetValue(run.Worker, out var earlier) && earlier != run.RunId)
        {
            Release(earlier);
        }

        runOfWorker[run.Worker] = run.RunId;
        return new RunOutcome.Ready(Settings, Today());
    });

    public Task<JobGrants> Begin(string runId, JobPost[] jobs) => CallAsync("Begin", () =>
    {
        Asked.Add([.. jobs.Select(job => job.Id.Value).Distinct(StringComparer.Ordinal)]);
        if (jobs.Length is 0 or > AutoBidLimits.JobsAtOnce)
        {
            throw new ArgumentException("Too many jobs.", nameof(jobs));
        }

        if (Asked[^1].Length < jobs.Length)
        {
            throw new InvalidOperationException("A job is in the call twice.");
        }

        RunStop? stop = null;
        return new JobGrants([.. jobs.Select(job => Begin(runId, job.Id, ref stop))], stop);
    });

    public Task<JobGrants> Report(string runId, JobReport[] reports) => CallAsync("Report", () =>
    {
        Reports.AddRange(reports);
        RunStop? stop = null;
        return new JobGrants([.. reports.Select(report => Report(runId, report, ref stop))], stop);
    });

    public Task<RunStop?> Heartbeat(string runId) => CallAsync("Heartbeat", () =>
    {
        Heartbeats++;
        return runOfWorker.ContainsValue(runId) ? null : new RunStop(StopCause.Superseded);
    });

    public Task<FunnelDay?> Finish(string runId) => CallAsync("Finish", () =>
    {
        FinishedRuns.Add(runId);
        if (runOfWorker.FirstOrDefault(run => run.Value == runId).Key is not { } worker)
        {
            return null;
        }

        foreach (var job in jobs.Values.Where(job => job.Run == runId && !job.IsDone))
        {
            Violations.Add($"{job.Id} was granted and is not reported.");
            Fail(job);
        }

        End(worker, runId);
        return (FunnelDay?)Today();
    });

    /// <summary>A worker's run has said nothing for too long. In <see cref="Trouble"/> only.</summary>
    public void Dismiss(string worker) => End(worker, runOfWorker[worker]);

    /// <summary>The run is over; with the last one what is left and was not given back fails.</summary>
    private void End(string worker, string runId)
    {
        runOfWorker.Remove(worker);
        Release(runId);
        foreach (var job in jobs.Values.Where(job => runOfWorker.Count == 0 && job is { State: JobState.Scanned, IsGivenBack: false }))
        {
            Fail(job);
        }
    }

    /// <summary>A run's jobs are anybody's; but for those whose submission is under way.</summary>
    private void Release(string runId)
    {
        foreach (var job in jobs.Values.Where(job => job.Run == runId && !job.IsDone))
        {
            job.Run = null;
            if (job.State == JobState.Submitting)
            {
                Fail(job);
            }
        }
    }

    private void Fail(Job job)
    {
        job.State = JobState.Failed;
        CreditsTaken--;
    }

    private JobGrant Begin(string runId, JobId id, ref RunStop? stop)
    {
        var job = jobs.GetValueOrDefault(id);
        if (!runOfWorker.ContainsValue(runId))
        {
            stop = new RunStop(StopCause.Superseded);
            return new JobGrant(id, JobVerdict.Stop, job?.State);
        }

        if (job is { IsDone: true })
        {
            return new JobGrant(id, JobVerdict.Done, job.State);
        }

        if (job?.State is JobState.Scanned or JobState.Submitting)
        {
            if (job.Run != runId && job.Run is not null)
            {
                return new JobGrant(id, JobVerdict.Elsewhere, job.State);
            }

            // Also past a stop: it was granted before, and the answer did not arrive.
            (job.Run, job.IsGivenBack) = (runId, false);
            return new JobGrant(id, job.State == JobState.Scanned ? JobVerdict.Match : JobVerdict.Submit, job.State, job.Score);
        }

        if (stop is not null)
        {
            return new JobGrant(id, JobVerdict.Stop, job?.State);
        }

        var today = jobs.Values.Where(other => other.Day == Day).ToList();
        var submitted = today.Count(other => other.State == JobState.Submitted);
        var underWay = today.Count(other => other is { IsDone: false, State: not JobState.Matched });
        if (!Settings.Enabled)
        {
            stop = new RunStop(StopCause.SwitchedOff);
        }
        else if (submitted >= Settings.DailyCap)
        {
            stop = new RunStop(StopCause.DailyCapReached);
        }
        else if (submitted + underWay >= Settings.DailyCap)
        {
            return new JobGrant(id, JobVerdict.Wait, job?.State);
        }
        else if (job is not { IsGivenBack: true } && !TryTake())
        {
            stop = Refused();
        }

        if (stop is not null)
        {
            return new JobGrant(id, JobVerdict.Stop, job?.State);
        }

        if (job is not null)
        {
            (job.State, job.Run) = (JobState.Submitting, runId);
            return new JobGrant(id, JobVerdict.Submit, job.State, job.Score);
        }

        Granted.Add(id.Value);
        jobs.Add(id, new Job(id, Day) { Run = runId });
        return new JobGrant(id, JobVerdict.Match, JobState.Scanned);
    }

    private JobGrant Report(string runId, JobReport report, ref RunStop? stop)
    {
        var job = jobs[report.JobId];
        if (!runOfWorker.ContainsValue(runId))
        {
            stop = new RunStop(StopCause.Superseded);
        }

        if (job.Run != runId)
        {
            return new JobGrant(job.Id, job.IsDone ? JobVerdict.Done : JobVerdict.Elsewhere, job.State);
        }

        switch (report)
        {
            case JobReport.Scored scored when job.State == JobState.Scanned:
                job.Score = scored.Score;
                job.State = scored.Score < Settings.Threshold ? JobState.Skipped : TryTake() ? JobState.Submitting : JobState.Matched;
                break;
            case JobReport.Submitted when job.State == JobState.Submitting:
                job.State = JobState.Submitted;
                break;
            case JobReport.Returned when !job.IsDone:
                job.IsGivenBack = true;
                (job.State, job.Run) = (job.State == JobState.Submitting ? JobState.Matched : job.State, null);
                return new JobGrant(job.Id, JobVerdict.Done, job.State);
            case JobReport.Failed when !job.IsDone:
                Fail(job);
                break;
        }

        if (job.State == JobState.Matched)
        {
            (job.Run, stop) = (null, Refused());
        }

        var verdict = job.State switch
        {
            JobState.Submitting => JobVerdict.Submit,
            JobState.Matched => JobVerdict.Stop,
            _ => JobVerdict.Done,
        };
        return new JobGrant(job.Id, verdict, job.State);
    }

    private bool TryTake()
    {
        if (CreditsTaken >= Credits)
        {
            return false;
        }

        CreditsTaken++;
        return true;
    }

    private static RunStop Refused() => new(
        StopCause.CreditRefused, new Teams.Refusal(RefusalReason.CreditsExhausted, default, default, ResetsAt: null, []));

    private FunnelDay Today() => new(Day, 0, 0, 0, 0, 0, 0, 0);

    private async Task<T> CallAsync<T>(string name, Func<T> call)
    {
        await Task.Yield();
        lock (gate)
        {
            Trouble(name, false);
            var answer = call();
            Trouble(name, true);
            return answer;
        }
    }

    private sealed class Job(JobId id, DateOnly day)
    {
        public JobId Id => id;

        public DateOnly Day => day;

        public JobState State { get; set; } = JobState.Scanned;

        public string? Run { get; set; }

        public int? Score { get; set; }

        public bool IsGivenBack { get; set; }

        public bool IsDone => State is JobState.Skipped or JobState.Submitted or JobState.Failed;
    }
}
