namespace Purser.AutoBid.Decisions;

/// <summary>A run's right to the jobs it was granted. It lasts for a while after each heartbeat: whatever the run asks or reports is one.</summary>
/// <param name="Run">The run.</param>
/// <param name="RenewedAt">When its last heartbeat came.</param>
/// <param name="NotedAt">What of that is written down.</param>
internal sealed record JobLease(RunRequest Run, DateTimeOffset RenewedAt, DateTimeOffset NotedAt)
{
    /// <summary>
    /// How long a run may say nothing before its jobs are taken from it. 10 minutes: many times what a model takes for one job,
    /// and short enough that a worker that is gone for good holds nobody up for long.
    /// </summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>How exactly heartbeats are written down. 1 minute: a write for each would cost as much as the steps themselves.</summary>
    private static readonly TimeSpan Coarsely = TimeSpan.FromMinutes(1);

    public bool HasRunOut(DateTimeOffset now) => now - RenewedAt > Lasts;

    public bool IsToBeNoted => RenewedAt - NotedAt >= Coarsely;
}
