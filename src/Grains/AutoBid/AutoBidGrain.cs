using Microsoft.Extensions.Logging;
using Purser.AutoBid.Decisions;
using Purser.Jobs;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.AutoBid;

/// <summary>
/// The Auto Bid of one member. Each call is: load, decide, write, debit, answer; one after the other, so that nothing is decided
/// while another decision is on its way to the table. Days, leases and caps go by a clock, and only by one that the database agrees with.
/// </summary>
internal sealed partial class AutoBidGrain(
    AutoBidStore store, AutoBidReads reads, JobWriter writer, DatabaseGuard guard, StepMeter meter, ILogger<AutoBidGrain> log) : Grain, IAutoBidGrain
{
    private AutoBidJournal? journal;
    private TimeZoneInfo? timeZone;
    private bool isClosed;
    private TeamId teamId;
    private MemberId memberId;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (teamId, memberId) = AutoBidKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<AutoBidSettings?> GetSettings() =>
        await StandingAsync() is null ? null : await store.SettingsAsync(teamId, memberId) ?? AutoBidSettings.Default;

    /// <inheritdoc />
    public async Task<AutoBidStanding?> GetStanding() => await StandingAsync() is { Status: MemberStatus.Active }
        ? new AutoBidStanding(await store.SettingsAsync(teamId, memberId) ?? AutoBidSettings.Default, Today(guard.Now()))
        : null;

    /// <inheritdoc />
    public async Task<bool> SetSettings(AutoBidSettings settings)
    {
        AutoBidArguments.Check(settings);
        if (await StandingAsync() is not { Status: MemberStatus.Active })
        {
            return false;
        }

        return await ChangeAsync(async (current, now) =>
        {
            await current.SaveAsync(settings, now);
            await SettleAsync(current, now);
            return true;
        });
    }

    /// <inheritdoc />
    public async Task<RunOutcome> Start(RunRequest run)
    {
        AutoBidArguments.Check(run);
        if (await StandingAsync() is not { } standing)
        {
            return new RunOutcome.NoSuchMember();
        }

        return await ChangeAsync<RunOutcome>(async (current, now) =>
        {
            var mayStart = standing.Status == MemberStatus.Active && current.Account.Settings.Enabled && !isClosed;
            if (mayStart)
            {
                await KeepReminderAsync();
            }

            var earlier = current.Account.LeaseOfWorker(run.Worker);
            if (mayStart)
            {
                // In place of the worker's earlier run: what that had been granted is gone on with by this one.
                await current.PutLeaseAsync(new JobLease(run, now, NotedAt: default));
            }

            if (earlier is not null && (!mayStart || earlier.Run.RunId != run.RunId))
            {
                await current.CommitAsync(Settling.Replace(current.Account, earlier, now), now);
            }

            await SettleAsync(current, now);
            return mayStart ? new RunOutcome.Ready(current.Account.Settings, await TodayAsync(current))
                : standing.Status == MemberStatus.Active ? new RunOutcome.SwitchedOff()
                : new RunOutcome.NoSuchMember();
        });
    }

    /// <inheritdoc />
    public async Task<JobGrants> Begin(string runId, JobPost[] jobs)
    {
        AutoBidArguments.Check(runId, jobs);
        return await ChangeAsync(async (current, now) =>
        {
            var verdicts = new Verdicts();
            if (await RenewAsync(current, runId, now))
            {
                var known = await current.FindAsync(jobs.Select(job => job.Id));
                await GrantAsync(current, Beginning.Decide(current.Account, runId, jobs, known, verdicts), verdicts, now);
            }
            else
            {
                verdicts.Supersede(jobs.Select(job => job.Id));
            }

            return verdicts.Answer(jobs.Select(job => job.Id));
        });
    }

    /// <inheritdoc />
    public async Task<JobGrants> Report(string runId, JobReport[] reports)
    {
        AutoBidArguments.Check(runId, reports);
        return await ChangeAsync(async (current, now) =>
        {
            var verdicts = new Verdicts();
            var hasLease = await RenewAsync(current, runId, now);
            var known = await current.FindAsync(reports.Select(report => report.JobId));
            await GrantAsync(current, Reporting.Decide(current.Account, runId, reports, known, verdicts, now), verdicts, now);
            if (!hasLease)
            {
                verdicts.Supersede([]);
            }

            return verdicts.Answer(reports.Select(report => report.JobId));
        });
    }

    /// <inheritdoc />
    public async Task<RunStop?> Heartbeat(string runId)
    {
        Arguments.Id(runId);
        return await ChangeAsync(async (current, now) => await RenewAsync(current, runId, now) ? null : new RunStop(StopCause.Superseded));
    }

    /// <inheritdoc />
    public async Task<FunnelDay?> Finish(string runId)
    {
        Arguments.Id(runId);
        return await ChangeAsync(async (current, now) =>
        {
            if (current.Account.LeaseOf(runId) is not { } lease)
            {
                return null;
            }

            await current.CommitAsync(Settling.Finish(current.Account, lease, now), now);
            await SettleAsync(current, now);
            return await TodayAsync(current);
        });
    }

    /// <summary>A run gives a heartbeat, and leases that have run out end.</summary>
    /// <returns>Whether it has a lease.</returns>
    private static async Task<bool> RenewAsync(AutoBidJournal current, string runId, DateTimeOffset now)
    {
        var lease = current.Account.LeaseOf(runId);
        if (lease is not null)
        {
            await current.PutLeaseAsync(lease with { RenewedAt = now });
        }

        await current.CommitAsync(Settling.Decide(current.Account, now), now);
        return lease is not null;
    }

    /// <summary>Writes what was decided, takes the credits, and takes back what the team refuses.</summary>
    private async Task GrantAsync(AutoBidJournal current, Decision decision, Verdicts verdicts, DateTimeOffset now)
    {
        await current.CommitAsync(decision, now);
        if (decision.Steps.Count > 0)
        {
            var outcomes = await current.DebitAsync(decision.Steps);
            meter.Count(decision.Steps, outcomes);
            await current.CommitAsync(Charging.Decide(current.Account, decision.Steps, outcomes, verdicts, now), now);
        }

        if (await current.RememberStopAsync(verdicts.Stop, now))
        {
            LogStopped(teamId, memberId, current.Account.Today, verdicts.Stop!.Cause);
        }
    }

    /// <summary>What time has done, and what is owed.</summary>
    private static async Task SettleAsync(AutoBidJournal current, DateTimeOffset now)
    {
        await current.CommitAsync(Settling.Decide(current.Account, now), now);
        await current.PayBackAsync(now);
    }

    /// <summary>Load, decide, write, answer. If anything fails, how the member stands is not known, and is read anew by the next call.</summary>
    /// <exception cref="LedgerUnavailableException">Among other reasons: the silo's clock is not trusted.</exception>
    private async Task<T> ChangeAsync<T>(Func<AutoBidJournal, DateTimeOffset, Task<T>> change)
    {
        var now = guard.Now();
        var current = journal ?? await OpenAsync();
        journal = null;
        current.Account.PassTime(Today(now));
        var answer = await change(current, now);
        journal = current;
        return answer;
    }

    private async Task<AutoBidJournal> OpenAsync()
    {
        // The team answers when the debits that reached it before are durable or lost: an earlier activation's are settled with that.
        if (await StandingAsync() is null)
        {
            throw new InvalidOperationException($"Team {teamId} has no member {memberId}.");
        }

        var (fence, account) = await store.TakeOverAsync(teamId, memberId, () => Today(guard.Now()));
        var opened = new AutoBidJournal(fence, account, store, writer, GrainFactory);
        if (!account.IsIdle)
        {
            await KeepReminderAsync();
        }

        await opened.PayBackAsync(guard.Now());
        return opened;
    }

    /// <summary>How the member stands in the team; null where there is none. The team's time zone, and whether it is closed, is known from then on.</summary>
    private async Task<MemberStanding?> StandingAsync()
    {
        if (await GrainFactory.GetGrain<ITeamGrain>(teamId).GetMember(memberId) is not { } found)
        {
            return null;
        }

        (timeZone, isClosed) = (TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone), found.IsClosed);
        return found.Standing;
    }

    private DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, timeZone!).DateTime);

    private async Task<FunnelDay> TodayAsync(AutoBidJournal current)
    {
        var today = current.Account.Today;
        return await reads.FunnelAsync(teamId, memberId, today, today) is { Days: [var day] } ? day : FunnelDay.Empty(today);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Auto Bid of {MemberId} of team {TeamId} is stopped for {Day}: {Cause}.")]
    private partial void LogStopped(TeamId teamId, MemberId memberId, DateOnly day, StopCause cause);
}
