using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>
/// The Auto Bid of one member. Each step of a job is: look up, grant at the desk, write the job's row, take the credit, answer.
/// The row comes before the credit: the write proves that this activation serves the member, so a cap is counted in one place
/// only, and a credit taken is always one that a row tells of.
/// </summary>
[Reentrant]
internal sealed partial class AutoBidGrain(
    AutoBidStore store, JobWriter writer, TimeProvider clock, ILogger<AutoBidGrain> log) : Grain, IAutoBidGrain, IDisposable
{
    /// <summary>
    /// For how many days back jobs that were left are looked for. 7: long after the last run that could have left any, and cheap.
    /// </summary>
    private const int DaysLookedThrough = 7;

    /// <summary>
    /// For how many days more what was left is left alone: its run may come back and go on, and a debit sent off for it may still
    /// arrive. 1: midnight alone ends neither.
    /// </summary>
    private const int DaysOfGrace = 1;

    private const string EndedBefore = "The run ended before this was reported.";
    private const string Interrupted = "The run was interrupted; whether the proposal has arrived is not known.";

    // Settings and runs are changed one after the other: memory and table come to the same end only if they see the same order.
    private readonly SemaphoreSlim turn = new(1);
    private AutoBidDesk? desk;
    private Task<AutoBidDesk>? opening;
    private TimeZoneInfo? timeZone;
    private string teamId = "";
    private string memberId = "";

    private ITeamGrain Team => field ??= GrainFactory.GetGrain<ITeamGrain>(teamId);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (teamId, memberId) = AutoBidKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    /// <inheritdoc />
    public async Task<AutoBidSettings?> GetSettings() =>
        await StandingAsync() is null ? null : await store.SettingsAsync(teamId, memberId) ?? AutoBidSettings.Default;

    /// <inheritdoc />
    public async Task<bool> SetSettings(AutoBidSettings settings)
    {
        AutoBidArguments.Check(settings);
        if (await StandingAsync() is not { Status: MemberStatus.Active })
        {
            return false;
        }

        await InTurnAsync(async current =>
        {
            await store.SaveAsync(current.Fence, settings);
            current.Settings = settings;
        });
        return true;
    }

    /// <inheritdoc />
    public async Task<RunOutcome> Start(RunRequest run)
    {
        AutoBidArguments.Check(run);
        if (await StandingAsync() is not { } standing)
        {
            return new RunOutcome.NoSuchMember();
        }

        var isActive = standing.Status == MemberStatus.Active;
        RunOutcome outcome = isActive ? new RunOutcome.SwitchedOff() : new RunOutcome.NoSuchMember();
        await InTurnAsync(async current =>
        {
            var earlier = current.RunOf(run.Worker);
            if (!isActive || !current.Settings.Enabled)
            {
                if (earlier is not null)
                {
                    current.Dismiss(earlier);
                    await EndRunAsync(current, earlier);
                }

                return;
            }

            if (earlier is not null && earlier != run.RunId)
            {
                // The table says that it goes on until its jobs are taken from it: else nobody would know whose they were.
                current.Dismiss(earlier);
                await ReleaseAbandonedAsync(current);
            }

            await store.PutRunAsync(current.Fence, run);
            current.Admit(run, clock.GetUtcNow());
            await DismissSilentAsync(current);
            await FailLeftAsync(current);
            outcome = new RunOutcome.Ready(current.Settings, await TodayAsync(current));
        });
        return outcome;
    }

    /// <inheritdoc />
    public async Task<FunnelDay?> Finish(string runId)
    {
        Arguments.Id(runId);
        var current = await DeskAsync();
        if (!current.Hears(runId, clock.GetUtcNow()))
        {
            return null;
        }

        await GuardAsync(current, async () =>
        {
            await FailAsync(current, current.HandsOf(runId), EndedBefore);
            current.Dismiss(runId);
            await EndRunAsync(current, runId);
        });
        return await TodayAsync(current);
    }

    /// <summary>Takes their jobs from runs that have said nothing for long.</summary>
    private async Task DismissSilentAsync(AutoBidDesk current)
    {
        while (current.Silent(clock.GetUtcNow()) is { } silent)
        {
            current.Dismiss(silent);
            await EndRunAsync(current, silent);
        }
    }

    /// <summary>
    /// What a run that is off the desk leaves behind is cleared up. The table forgets the run last: until then all of this is
    /// done again by whoever finds it there.
    /// </summary>
    private async Task EndRunAsync(AutoBidDesk current, string runId)
    {
        await ReleaseAbandonedAsync(current);
        await FailLeftAsync(current);
        await store.RemoveRunAsync(current.Fence, runId);
    }

    /// <summary>How the member stands in the team; null where there is none. The team's time zone is known from then on.</summary>
    private async Task<MemberStanding?> StandingAsync()
    {
        if (await Team.GetStatement() is not { } team)
        {
            return null;
        }

        timeZone ??= TimeZoneInfo.FindSystemTimeZoneById(team.TimeZone);
        return Array.Find(team.Members, member => member.MemberId == memberId);
    }

    /// <summary>The desk, today's; opened if it is not. Those who come meanwhile wait for the same one.</summary>
    private async Task<AutoBidDesk> DeskAsync()
    {
        var current = desk ?? await (opening is { IsCompleted: false } underWay ? underWay : opening = OpenDeskAsync());
        current.Roll(Today());
        return current;
    }

    private async Task<AutoBidDesk> OpenDeskAsync()
    {
        // The team answers when the debits that reached it before are durable or lost: an earlier desk's are settled with that.
        if (await StandingAsync() is null)
        {
            throw new InvalidOperationException($"Team {teamId} has no member {memberId}.");
        }

        var member = await store.TakeOverAsync(teamId, memberId, Today);
        var opened = new AutoBidDesk(member);
        await PayBackAsync(opened, [.. member.Open.Where(row => row.Owed)]);
        return desk = opened;
    }

    private DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), timeZone!).DateTime);

    private async Task<FunnelDay> TodayAsync(AutoBidDesk current) =>
        await store.FunnelAsync(teamId, memberId, current.Today, current.Today) is [var today]
            ? today
            : new FunnelDay(current.Today, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Changes settings or runs, when whoever came before is done.</summary>
    private async Task InTurnAsync(Func<AutoBidDesk, Task> change)
    {
        await turn.WaitAsync();
        try
        {
            var current = await DeskAsync();
            await GuardAsync(current, () => change(current));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Does something with the desk; if it fails, how the desk stands is not known, and it is opened anew by the next call.</summary>
    private async Task GuardAsync(AutoBidDesk current, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch
        {
            desk = desk == current ? null : desk;
            throw;
        }
    }

    /// <summary>Writes rows of jobs, for this activation only.</summary>
    /// <returns>The jobs that were to be new and are not: theirs was not written.</returns>
    /// <exception cref="LedgerUnavailableException">They may not have been written.</exception>
    private async Task<IReadOnlyList<string>> WriteAsync(AutoBidDesk current, List<JobRow> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        return await writer.WriteAsync(current.Fence, rows) switch
        {
            JobWriteOutcome.Committed committed => committed.Known,
            JobWriteOutcome.Fenced => throw new LedgerUnavailableException(
                $"Auto Bid of {memberId} of team {teamId} is being served elsewhere; try again."),
            _ => throw new LedgerUnavailableException(
                $"Whether the jobs of {memberId} of team {teamId} were written is not known; try again."),
        };
    }

    /// <summary>
    /// Takes jobs from runs that are gone. What they were evaluating may be taken up again, it is paid for; whether what they were
    /// submitting has arrived nobody knows, and it must not arrive twice.
    /// </summary>
    private async Task ReleaseAbandonedAsync(AutoBidDesk current)
    {
        var abandoned = current.Abandoned();
        foreach (var hand in abandoned.Where(hand => hand.Row!.State == JobState.Scanned))
        {
            current.End(hand, hand.Row);
        }

        await FailAsync(
            current,
            [.. abandoned.Where(hand => hand.Row!.State == JobState.Submitting)],
            Interrupted);
    }

    /// <summary>
    /// Jobs that were begun and left by runs that nobody goes on with fail, so that their credits are not lost. While runs go on,
    /// those of the days of grace may still be taken up.
    /// </summary>
    private async Task FailLeftAsync(AutoBidDesk current)
    {
        var before = current.HasRuns ? current.Today.AddDays(-DaysOfGrace) : DateOnly.MaxValue;
        var open = (await store.OpenJobsAsync(current.Fence, current.OpenSince)).Select(row => row.JobId).Where(jobId => current.Find(jobId) is null).ToList();
        open.ForEach(jobId => current.Hold(jobId, JobRow.Nobody));
        // Read again, now that nobody can take them up.
        var left = await store.FindAsync(current.Fence, open);
        await FailAsync(current, left.FindAll(row => row.IsOpen && row.RunId != JobRow.Nobody && row.Day < before), EndedBefore);
        await PayBackAsync(current, left.FindAll(row => row.Owed));
        open.ForEach(current.LetGo);
        var since = current.Today.AddDays(-DaysLookedThrough);
        if (!current.HasHands && since > current.OpenSince)
        {
            await store.SettleBeforeAsync(current.Fence, since);
            current.OpenSince = since;
        }
    }

    /// <summary>Jobs in a run's hands fail, and the credit of their last step goes back.</summary>
    private async Task FailAsync(AutoBidDesk current, List<Hand> hands, string reason)
    {
        var failed = hands.ConvertAll(hand => hand.Row!.Fail(reason));
        hands.ForEach(hand => hand.IsBusy = true);
        await WriteAsync(current, failed);
        await PayBackAsync(current, failed);
        foreach (var (hand, row) in hands.Zip(failed))
        {
            current.End(hand, row);
        }
    }

    /// <summary>Jobs that nobody has fail. The caller holds them.</summary>
    private async Task FailAsync(AutoBidDesk current, List<JobRow> left, string reason)
    {
        var failed = left.ConvertAll(row => row.Fail(reason));
        await WriteAsync(current, failed);
        foreach (var (before, after) in left.Zip(failed))
        {
            current.GiveBack(before, before.Credits - after.Credits);
        }

        await PayBackAsync(current, failed);
    }

    /// <summary>
    /// Gives back what is owed for jobs whose rows say so; after an interruption the row is found and this is done again. A step
    /// without a debit had none, or has it under way still: for the days of grace the row goes on saying that it is owed.
    /// </summary>
    private async Task PayBackAsync(AutoBidDesk current, List<JobRow> owed)
    {
        List<JobRow> settled = [];
        foreach (var row in owed)
        {
            var debit = await store.EntryOfAsync(teamId, JobKeys.Of(memberId, row.JobId, row.LastStep));
            if (debit is { } entry)
            {
                await Team.Reverse(entry, row.Because);
            }

            if (debit is not null || row.Day < current.Today.AddDays(-DaysOfGrace))
            {
                settled.Add(row with { Owed = false, Post = null });
            }
        }

        await WriteAsync(current, settled);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Auto Bid of {MemberId} of team {TeamId} is stopped for {Day}: {Cause}.")]
    private partial void LogStopped(string teamId, string memberId, DateOnly day, StopCause cause);
}
