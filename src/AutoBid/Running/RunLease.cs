namespace Purser.AutoBid.Worker.Running;

/// <summary>A run's right to what it was granted, as its holder knows it: it lasts for a while after each call that was answered.</summary>
/// <param name="time">The clock.</param>
/// <param name="startedAt">When the call that started the run was sent off.</param>
internal sealed class RunLease(TimeProvider time, long startedAt)
{
    // The cluster takes a run's jobs from it after ten minutes. Less one: it notes heartbeats to the minute.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(9);

    private long renewedAt = startedAt;

    /// <summary>Whether nobody can have taken over what the run was granted.</summary>
    public bool IsGood => time.GetElapsedTime(Volatile.Read(ref renewedAt)) < GoodFor;

    /// <summary>Makes a call. The answer, unless it says that the run is over, renews the lease from when it was asked for.</summary>
    public async Task<T> RenewAsync<T>(Func<Task<T>> call, Func<T, RunStop?> stop)
    {
        var askedAt = time.GetTimestamp();
        var answer = await call();
        if (stop(answer) is not { Cause: StopCause.Superseded })
        {
            Volatile.Write(ref renewedAt, askedAt);
        }

        return answer;
    }
}
