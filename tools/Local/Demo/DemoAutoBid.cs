namespace Purser.Local;

/// <summary>A member of the demo team lets Auto Bid go through a small feed, with the extra credits that the day has left.</summary>
internal static class DemoAutoBid
{
    /// <summary>The folder beside the program that holds the feed and the member's profile.</summary>
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "Demo");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How the member has set it: the ceiling leaves some of extra for visitors.</summary>
    public static object Settings { get; } = new { enabled = true, query = "-wordpress -blockchain", threshold = 60, dailyCap = 5, dailyCredits = 24 };

    public static string MemberId => "priya";

    /// <summary>Runs a worker over the feed.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="teamId">The demo team's id.</param>
    /// <param name="proposals">The file that proposals are added to.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(LocalCluster cluster, string teamId, string proposals, CancellationToken cancellation)
    {
        var worker = cluster.StartWorker(
            "auto-bid-demo",
            "--team", teamId,
            "--member", MemberId,
            "--feed", Path.Combine(Files, "jobs.ndjson"),
            "--profile", Path.Combine(Files, "profile.json"),
            "--submit-file", proposals);
        try
        {
            var code = await worker.Exited.WaitAsync(Patience, TimeProvider.System, cancellation);
            if (code != 0)
            {
                throw new LocalException($"Auto Bid ended with {code}.\n{LogTail.Of(worker.LogFile)}");
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException)
        {
            await worker.StopAsync();
            throw failure is TimeoutException ? new LocalException($"Auto Bid took longer than {Patience}.", failure) : failure;
        }
    }
}
