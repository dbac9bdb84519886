using Purser.AutoBid;
using Purser.AutoBid.Decisions;
using Purser.Teams;

namespace Purser.Grains.Tests.AutoBid;

/// <summary>How a call breaks off.</summary>
internal enum Break
{
    /// <summary>It does not.</summary>
    Not,

    /// <summary>Rows are written, and the credits are never asked for.</summary>
    BeforeDebit,

    /// <summary>The debits are on their way, and are taken later.</summary>
    DebitIsLate,

    /// <summary>All is done, and the answer does not arrive.</summary>
    BeforeAnswer,
}

/// <summary>
/// A member's Auto Bid without Orleans and SQL: a table, a ledger, workers and a marketplace as plain lists, and the decisions
/// between them as the grain makes them. It keeps what happened, so that a test can count it anew.
/// </summary>
internal sealed class BidBook
{
    private readonly Dictionary<JobId, JobRow> table = [];
    private readonly Dictionary<string, JobLease> leases = new(StringComparer.Ordinal);
    private readonly Dictionary<StepOfJob, Debit> ledger = [];
    private readonly List<StepOfJob> late = [];
    private readonly List<Grant> grants = [];
    private readonly HashSet<string> dead = new(StringComparer.Ordinal);
    private readonly Dictionary<JobId, int> arrived = [];
    private AutoBidSettings settings;
    private BidAccount account;
    private int credits;
    private int runs;

    public BidBook(int credits, AutoBidSettings settings)
    {
        (this.credits, this.settings) = (credits, settings);
        account = Load();
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public IReadOnlyDictionary<JobId, JobRow> Table => table;

    public BidAccount Account => account;

    public IReadOnlyDictionary<JobId, int> Arrived => arrived;

    private DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public void Set(AutoBidSettings changed)
    {
        settings = account.Settings = changed;
        Settle();
    }

    public void PassTime(TimeSpan time)
    {
        LateDebitsAreTaken();
        Now += time;
        account.PassTime(Today);
    }

    /// <summary>What the hourly look does.</summary>
    public void Settle() => Commit(Settling.Decide(account, Now));

    public void Start(string worker)
    {
        var run = new RunRequest($"run-{++runs}", worker);
        var earlier = account.LeaseOfWorker(worker);
        if (settings.Enabled)
        {
            Put(new JobLease(run, Now, Now));
        }

        if (earlier is not null)
        {
            Commit(Settling.Replace(account, earlier, Now));
        }

        Settle();
    }

    public void Finish(int pick)
    {
        if (Pick(leases.Values, pick) is { } lease)
        {
            Commit(Settling.Finish(account, lease, Now));
        }
    }

    public void Begin(int pick, int[] jobs, Break breaks)
    {
        if (Pick(leases.Values.Where(each => !dead.Contains(each.Run.RunId)), pick) is not { } lease || !Renew(lease))
        {
            return;
        }

        var verdicts = new Verdicts();
        // What it is at it does not ask for again.
        var ids = jobs.Distinct().Select(number => BidStage.Job(number))
            .Where(job => !grants.Exists(grant => grant.Run == lease.Run.RunId && grant.Job == job.Id)).ToArray();
        var known = table.Where(row => account.Find(row.Key) is null).ToDictionary();
        Go(Beginning.Decide(account, lease.Run.RunId, ids, known, verdicts), verdicts, breaks, lease.Run.RunId, ids.Select(job => job.Id));
    }

    /// <summary>A worker goes on with something it was granted, in one of the ways in which that may go.</summary>
    public void GoOn(int pick, int score, int way, Break breaks)
    {
        if (Pick(grants, pick) is not { } grant)
        {
            return;
        }

        grants.Remove(grant);
        JobReport report;
        if (grant.Verdict == JobVerdict.Match)
        {
            report = way switch
            {
                0 => new JobReport.Failed(grant.Job, "No model."),
                1 => new JobReport.Returned(grant.Job),
                _ => new JobReport.Scored(grant.Job, score),
            };
        }
        else
        {
            // It checks its lease first, and may be wrong by then: what is under way arrives whatever the table says.
            if (way is not (0 or 1 or 4))
            {
                arrived[grant.Job] = arrived.GetValueOrDefault(grant.Job) + 1;
            }

            report = way switch
            {
                0 => new JobReport.Failed(grant.Job, "It was refused."),
                1 => new JobReport.Returned(grant.Job),
                2 or 4 => new JobReport.Failed(grant.Job, "Too late.", MayHaveArrived: true),
                _ => new JobReport.Submitted(grant.Job),
            };
        }

        if (way == 5)
        {
            // It died before it could say so.
            dead.Add(grant.Run);
            grants.RemoveAll(held => held.Run == grant.Run);
            return;
        }

        var verdicts = new Verdicts();
        if (account.LeaseOf(grant.Run) is { } lease)
        {
            Renew(lease);
        }

        var known = table.Where(row => account.Find(row.Key) is null).ToDictionary();
        Go(Reporting.Decide(account, grant.Run, [report], known, verdicts, Now), verdicts, breaks, grant.Run, [grant.Job]);
    }

    public void LateDebitsAreTaken()
    {
        foreach (var step in late)
        {
            TryTake(step);
        }

        late.Clear();
    }

    /// <summary>The day's submissions that the world has received, or may have: counted from what was granted and never taken back.</summary>
    public int MayHaveArrived(DateOnly day) => table.Values.Count(row =>
        row.SubmitDay == day && (arrived.ContainsKey(row.JobId) || row.State is JobState.Submitting || row.MaybeSent));

    public int Taken(JobId job, AiAction step) => ledger.TryGetValue(new(job, step), out var debit) && !debit.IsReversed ? 1 : 0;

    /// <summary>The jobs that the ledger has a credit for which was not given back.</summary>
    public IEnumerable<JobId> Charged => ledger.Where(debit => !debit.Value.IsReversed).Select(debit => debit.Key.Job);

    /// <summary>The credits of steps granted on a day, those not asked for yet among them.</summary>
    public int GrantedOn(DateOnly day) => table.Values.Sum(row =>
        (row.Day == day ? row.MatchCredit : 0) + (row.BidDay == day ? row.BidCredit : 0));

    /// <summary>An activation that is gone is followed by another, which knows what the table knows.</summary>
    public BidAccount Load()
    {
        var today = table.Values.SelectMany(row => new[] { row.Day, row.SubmitDay ?? row.Day }).Append(Today).Max();
        return account = new BidAccount(
            settings,
            today,
            table.Values.Count(row => row.SubmitDay == today && (row.MaybeSent || row.State is JobState.Submitting or JobState.Submitted)),
            GrantedOn(today),
            table.Values.Select(row => row.Position).DefaultIfEmpty().Max(),
            leases.Values,
            table.Values.Where(row => row.IsUnfinished));
    }

    private bool Renew(JobLease lease)
    {
        if (account.LeaseOf(lease.Run.RunId) is null)
        {
            return false;
        }

        Put(lease with { RenewedAt = Now, NotedAt = Now });
        Settle();
        return true;
    }

    private void Put(JobLease lease)
    {
        account.Put(lease);
        leases[lease.Run.Worker] = lease;
    }

    private void Go(Decision decision, Verdicts verdicts, Break breaks, string run, IEnumerable<JobId> jobs)
    {
        Commit(decision);
        if (decision.Steps.Count > 0 && breaks is Break.BeforeDebit or Break.DebitIsLate)
        {
            late.AddRange(breaks == Break.DebitIsLate ? decision.Steps.Select(step => new StepOfJob(step.Row.JobId, step.Row.LastStep)) : []);
            Load();
            return;
        }

        DebitOutcome[] outcomes = [.. decision.Steps.Select(step => Take(step.Row))];
        Commit(Charging.Decide(account, decision.Steps, outcomes, verdicts, Now));
        if (breaks == Break.BeforeAnswer)
        {
            Load();
            return;
        }

        foreach (var grant in verdicts.Answer(jobs).Grants.Where(grant => grant.Verdict is JobVerdict.Match or JobVerdict.Submit))
        {
            grants.RemoveAll(held => held.Job == grant.JobId && held.Run == run);
            grants.Add(new Grant(run, grant.JobId, grant.Verdict));
        }
    }

    private void Commit(Decision decision)
    {
        foreach (var row in decision.Rows)
        {
            table[row.JobId] = row with { Post = null, Skills = null };
        }

        decision.Forgotten.ForEach(job => table.Remove(job));
        foreach (var owed in account.Owed.ToList())
        {
            var isTaken = ledger.TryGetValue(new(owed.JobId, owed.LastStep), out var debit);
            if (isTaken && !debit!.IsReversed)
            {
                debit.IsReversed = true;
                credits++;
            }

            if (isTaken || Settling.IsOver(owed, Now))
            {
                table[owed.JobId] = account.Put(owed, owed with { Owed = false, LeftAt = null });
            }
        }

        foreach (var run in decision.EndedRuns)
        {
            leases.Where(lease => lease.Value.Run.RunId == run).Select(lease => lease.Key).ToList().ForEach(worker => leases.Remove(worker));
        }
    }

    private DebitOutcome Take(JobRow row) => TryTake(new(row.JobId, row.LastStep))
        ? new DebitOutcome.Debited(new DebitReceipt(1, Bucket.Pool, Now, Now, default), Replayed: false)
        : new DebitOutcome.Refused(new Refusal(RefusalReason.CreditsExhausted, default, default, ResetsAt: null, []));

    private bool TryTake(StepOfJob step)
    {
        if (ledger.ContainsKey(step))
        {
            return true;
        }

        if (credits == 0)
        {
            return false;
        }

        credits--;
        ledger.Add(step, new Debit());
        return true;
    }

    private static T? Pick<T>(IEnumerable<T> some, int pick)
        where T : class => some.ToList() is { Count: > 0 } all ? all[pick % all.Count] : null;

    private readonly record struct StepOfJob(JobId Job, AiAction Step);

    private sealed record Grant(string Run, JobId Job, JobVerdict Verdict);

    private sealed class Debit
    {
        public bool IsReversed { get; set; }
    }
}
