namespace Purser.AutoBid;

/// <summary>
/// A member's Auto Bid in memory: whose hands each job is in, and how far each day's caps are used up. It is changed only
/// between awaits, so what it grants is granted once.
/// </summary>
internal sealed class AutoBidDesk
{
    /// <summary>
    /// How long a run may say nothing before its jobs are taken from it. 10 minutes: many times what a model takes for one job,
    /// and short enough that a worker that is gone for good holds nobody up for long.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How exactly it is written down when a run was heard of last.</summary>
    private static readonly TimeSpan Coarsely = TimeSpan.FromMinutes(1);

    private readonly Dictionary<DateOnly, AutoBidDay> days = [];
    private readonly Dictionary<string, Run> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hand> hands = new(StringComparer.Ordinal);
    private long lastPosition;

    // Whether a run has gone whose jobs may be in its hands still.
    private bool hasLeft;

    /// <param name="member">As the tables have them.</param>
    public AutoBidDesk(AutoBidMember member)
    {
        Fence = member.Fence;
        Settings = member.Settings;
        OpenSince = member.OpenSince;
        Today = member.Day;
        lastPosition = member.LastPosition;
        days.Add(Today, member.Today);
        foreach (var run in member.Runs)
        {
            Admit(run.Run, run.HeardAt);
        }

        foreach (var row in member.Open.Where(row => row.IsOpen && runs.ContainsKey(row.RunId)))
        {
            hands.Add(row.JobId, new Hand(row.RunId) { Row = row, IsBusy = false });
            if (row.Day == Today)
            {
                GiveBack(row, row.Credits);
            }

            Enter(row);
        }
    }

    public JobFence Fence { get; }

    public AutoBidSettings Settings { get; set; }

    public DateOnly Today { get; private set; }

    /// <summary>No job begun before this day is open.</summary>
    public DateOnly OpenSince { get; set; }

    public bool HasHands => hands.Count > 0;

    public bool HasRuns => runs.Count > 0;

    private AutoBidDay Day => days[Today];

    public void Roll(DateOnly today)
    {
        if (today > Today)
        {
            Today = today;
            days.TryAdd(today, new AutoBidDay());
        }
    }

    public void Admit(RunRequest run, DateTimeOffset now) => runs[run.RunId] = new Run(run.Worker) { SeenAt = now, WrittenAt = now };

    /// <summary>Takes a run off the desk; its jobs stay in its hands until they are taken from it.</summary>
    public void Dismiss(string runId) => hasLeft |= runs.Remove(runId);

    /// <summary>Whether a run is under way; it is heard of with that.</summary>
    public bool Hears(string runId, DateTimeOffset now)
    {
        if (!runs.TryGetValue(runId, out var run))
        {
            return false;
        }

        run.SeenAt = now;
        return true;
    }

    /// <summary>The run, if it is to be written down that it was heard of; null where that was done not long ago.</summary>
    public RunRequest? ToWriteDown(string runId, DateTimeOffset now)
    {
        if (!runs.TryGetValue(runId, out var run) || now - run.WrittenAt < Coarsely)
        {
            return null;
        }

        run.WrittenAt = now;
        return new RunRequest(runId, run.Worker);
    }

    /// <summary>The run that a worker has under way; null when none.</summary>
    public string? RunOf(string worker) =>
        runs.FirstOrDefault(run => run.Value.Worker == worker).Key;

    /// <summary>A run that has said nothing for long; null when there is none.</summary>
    public string? Silent(DateTimeOffset now) => runs.Count < 2
        ? null
        : runs.FirstOrDefault(run => now - run.Value.SeenAt > Patience).Key;

    /// <summary>Jobs that no call is changing and whose run is gone.</summary>
    public List<Hand> Abandoned()
    {
        if (!hasLeft)
        {
            return [];
        }

        var left = hands.Values.Where(hand => !runs.ContainsKey(hand.RunId)).ToList();
        hasLeft = left.Count > 0;
        return left.FindAll(hand => !hand.IsBusy);
    }

    public List<Hand> HandsOf(string runId) => [.. hands.Values.Where(hand => !hand.IsBusy && hand.RunId == runId)];

    public Hand? Find(string jobId) => hands.GetValueOrDefault(jobId);

    /// <summary>Puts a job into a run's hands before anything is known of it, so that nobody else takes it meanwhile.</summary>
    public void Hold(string jobId, string runId) => hands.Add(jobId, new Hand(runId));

    public void LetGo(string jobId) => hands.Remove(jobId);

    public (bool May, StopCause? Rule) MayBegin() => Day.MayBegin(Settings);

    public StopCause? MayNotSubmit(JobRow row) => DayOf(row).MayNotSubmit(Settings);

    /// <summary>Begins a job, or takes one up again that was left: it counts for today.</summary>
    /// <param name="left">Its row, which counted for the day it says; null for a new job.</param>
    /// <param name="row">The row as it is to be, without place and day.</param>
    public JobRow Begin(JobRow? left, JobRow row)
    {
        if (left is not null)
        {
            GiveBack(left, left.Credits);
        }

        row = row with { Day = Today, Position = ++lastPosition };
        Enter(row);
        hands[row.JobId].Row = row;
        return row;
    }

    /// <summary>A job that was begun for new and is not: it is held still, and as if it had not been begun.</summary>
    public void Unbegin(string jobId)
    {
        var hand = hands[jobId];
        DayOf(hand.Row!).UnderWay--;
        hand.Row = null;
    }

    /// <summary>Submitting is granted for a job under way.</summary>
    public JobRow Submit(Hand hand, JobRow row)
    {
        DayOf(row).Submitting++;
        hand.Row = row;
        return row;
    }

    /// <summary>A job is under way no longer.</summary>
    /// <param name="hand">It.</param>
    /// <param name="row">Its row from now on; null when it is as if it had never been begun.</param>
    public void End(Hand hand, JobRow? row)
    {
        var was = hand.Row!;
        var day = DayOf(was);
        day.UnderWay--;
        day.Submitting -= was.State == JobState.Submitting ? 1 : 0;
        day.Spent += row?.Credits ?? 0;
        day.Submitted += row?.State == JobState.Submitted ? 1 : 0;
        hands.Remove(was.JobId);
    }

    /// <summary>Credits of a job that is not under way count no longer.</summary>
    public void GiveBack(JobRow left, int credits)
    {
        if (days.TryGetValue(left.Day, out var day))
        {
            day.Spent -= credits;
        }
    }

    private void Enter(JobRow row)
    {
        var day = DayOf(row);
        day.UnderWay++;
        day.Submitting += row.State == JobState.Submitting ? 1 : 0;
    }

    /// <remarks>
    /// Of another day than those this activation has begun jobs on, only what is under way is counted: such a job was within its
    /// day's caps when it was begun.
    /// </remarks>
    private AutoBidDay DayOf(JobRow row)
    {
        if (!days.TryGetValue(row.Day, out var day))
        {
            days.Add(row.Day, day = new AutoBidDay());
        }

        return day;
    }

    private sealed class Run(string worker)
    {
        public string Worker => worker;

        public DateTimeOffset SeenAt { get; set; }

        public DateTimeOffset WrittenAt { get; set; }
    }
}
