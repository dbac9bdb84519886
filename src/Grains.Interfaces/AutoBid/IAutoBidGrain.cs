using Orleans.Concurrency;
using Purser.Jobs;

namespace Purser.AutoBid;

/// <summary>
/// The Auto Bid of one member; the grain's key is their <see cref="AutoBidKey"/>. It grants each step of each job (evaluate it,
/// submit a proposal) or says why not, takes the credit for it, and remembers what became of it.
/// </summary>
/// <remarks>
/// Any Orleans client may call it, and several runs of one member may go on side by side: a job is one run's at a time, for as long
/// as the run's lease lasts, ten minutes from its last heartbeat. What a run leaves behind is settled within two days by
/// itself.
/// Every call may throw <see cref="Teams.LedgerUnavailableException"/> (the outcome is unknown) or
/// <see cref="Teams.TeamBusyException"/>; both, and a timeout, are safe to repeat: a step is granted to a run once, however
/// often that run asks, and costs its credit once. Arguments outside their limits throw <see cref="ArgumentException"/>.
/// </remarks>
[Alias("purser.IAutoBidGrain")]
public interface IAutoBidGrain : IGrainWithStringKey
{
    /// <summary>The member's settings, the defaults if they never set any; null where the team has no such member.</summary>
    [Alias("GetSettings"), AlwaysInterleave]
    Task<AutoBidSettings?> GetSettings();

    /// <summary>
    /// Settings and day, for a worker that waits until a run would have something to do; null where the team has no such active
    /// member.
    /// </summary>
    [Alias("GetStanding"), AlwaysInterleave]
    Task<AutoBidStanding?> GetStanding();

    /// <summary>
    /// Sets them; false where the team has no such active member. Threshold and caps count at once, for runs under way too.
    /// Switched off, what nobody is at fails, and its credits go back.
    /// </summary>
    [Alias("SetSettings")]
    Task<bool> SetSettings(AutoBidSettings settings);

    /// <summary>
    /// Starts a run. An earlier run of the same worker is over with that: what it had been granted and had not reported is
    /// taken from it, so a worker that died and is back goes on with its own jobs at once. Where no run may start, they fail, and
    /// their credits go back.
    /// </summary>
    [Alias("Start")]
    Task<RunOutcome> Start(RunRequest run);

    /// <summary>Asks for jobs to be evaluated, in the feed's order; at most <see cref="AutoBidLimits.JobsAtOnce"/>, each once.</summary>
    /// <returns>A verdict for each, in the same order.</returns>
    [Alias("Begin")]
    Task<JobGrants> Begin(string runId, [Immutable] JobPost[] jobs);

    /// <summary>Reports what became of steps granted to this run; at most <see cref="AutoBidLimits.JobsAtOnce"/>, each once.</summary>
    /// <returns>What is to happen with each job next, in the same order.</returns>
    [Alias("Report")]
    Task<JobGrants> Report(string runId, JobReport[] reports);

    /// <summary>
    /// Renews a run's lease, for one that has nothing to ask or report for long: each call of <see cref="Begin"/> and
    /// <see cref="Report"/> does so too.
    /// </summary>
    /// <returns>Why the run is over; null while it goes on.</returns>
    [Alias("Heartbeat")]
    Task<RunStop?> Heartbeat(string runId);

    /// <summary>
    /// Ends a run. What it was granted and never reported fails, and its credit goes back; so does what runs that are gone have
    /// left, but while others go on only what was left 36 hours ago.
    /// </summary>
    /// <returns>The day so far; null where the run is not known.</returns>
    [Alias("Finish")]
    Task<FunnelDay?> Finish(string runId);
}

/// <summary>A member of a team: the key of their <see cref="IAutoBidGrain"/> and <see cref="IAutoBidInsights"/>.</summary>
public readonly record struct AutoBidKey(TeamId TeamId, MemberId MemberId)
{
    // No id holds this character.
    private const char Between = '/';

    /// <summary>The member that a key is for.</summary>
    /// <exception cref="ArgumentException">It is not such a key.</exception>
    public static AutoBidKey Parse(string key) =>
        key.Split(Between) is [var first, var second] && TeamId.TryParse(first, out var team) && MemberId.TryParse(second, out var member)
            ? new(team, member)
            : throw new ArgumentException($"'{key}' is not team{Between}member.", nameof(key));

    /// <inheritdoc/>
    public override string ToString() => $"{TeamId}{Between}{MemberId}";
}

/// <summary>What callers of <see cref="IAutoBidGrain"/> may send.</summary>
public static class AutoBidLimits
{
    /// <summary>Most jobs in one call.</summary>
    public const int JobsAtOnce = 256;

    /// <summary>Highest daily cap of submissions.</summary>
    public const int DailyCap = 100_000;

    /// <summary>Lowest daily ceiling of credits: a job that is bid on costs two.</summary>
    public const int LeastDailyCredits = 2;

    /// <summary>Highest daily ceiling of credits.</summary>
    public const int MostDailyCredits = 200_000;

    /// <summary>Most days of one funnel.</summary>
    public const int FunnelDays = 366;

    /// <summary>Most days that a what-if looks back.</summary>
    public const int WhatIfDays = 90;
}
