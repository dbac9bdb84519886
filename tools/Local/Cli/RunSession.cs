namespace Purser.Local;

/// <summary><c>./run</c> from the first line to the last: start, show the way in, wait, stop.</summary>
internal sealed class RunSession(RunOptions options, TextWriter output)
{
    private const string DemoTeamId = "demo";

    private readonly Lock writing = new();

    /// <summary>With a key of one's own, handed on to the silos by the environment, nothing plays Stripe.</summary>
    private static bool HasStripeKey => Environment.GetEnvironmentVariable("Stripe__ApiKey") is { Length: > 0 };

    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            Say($"Starting in {Path.GetFullPath(options.Data)} …");
            await using var cluster = await LocalCluster.StartAsync(ClusterOptions(), stop);
            await using var receiver = options.Demo ? await ReceiveAlertsAsync(stop) : null;
            var demo = await LiveDemoAsync(cluster, receiver?.Url, stop);
            Say(Ready(cluster, demo, demo is null ? null : await ShowElsewhereAsync(cluster, stop)));
            await WaitAsync(stop);
            Say("Stopping …");
            await cluster.StopAsync();
            Say("Stopped. What was acknowledged is there at the next start.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say("Stopped before it was ready.");
        }

        return 0;
    }

    private LocalClusterOptions ClusterOptions() => new()
    {
        Folder = options.Data,
        Database = options.Postgres,
        Silos = options.Silos,
        Separate = options.Separate,
        GatewayPort = options.Port,
        SiloPort = options.SiloPort,
        OperatorKey = options.ApiKey,
        ClockOffset = options.ClockOffset,
        StripeWebhookSecret = options.StripeWebhookSecret,
        StripeStandIn = !HasStripeKey,
        StripeStandInPort = options.SiloPort + 1,
        Supervise = true,
        Notify = Say,
    };

    /// <returns>A link to the demo team's page; null where there is none.</returns>
    private async Task<string?> LiveDemoAsync(LocalCluster cluster, Uri? alerts, CancellationToken stop)
    {
        if (!options.Demo)
        {
            return null;
        }

        try
        {
            return await DemoLife.LiveAsync(
                cluster, DemoTeamId, alerts, Path.GetFullPath(Path.Combine(options.Data, "demo-proposals.ndjson")), stop);
        }
        catch (Exception failure) when (failure is HttpRequestException or LocalException)
        {
            // Everything else is up and of use: the demo is not worth taking it down.
            Say($"The demo team could not live its month: {failure.Message}");
            return null;
        }
    }

    /// <returns>Who says what the demo team is told; null where it did not start.</returns>
    private async Task<DemoReceiver?> ReceiveAlertsAsync(CancellationToken stop)
    {
        try
        {
            return await DemoReceiver.StartAsync(options.SiloPort + 3, Say, stop);
        }
        catch (LocalException failure)
        {
            Say(failure.Message);
            return null;
        }
    }

    /// <returns>A product's page that shows the demo team's credits; null where it did not start.</returns>
    private async Task<Uri?> ShowElsewhereAsync(LocalCluster cluster, CancellationToken stop)
    {
        try
        {
            return (await cluster.StartExampleHostAsync(DemoTeamId, DemoPerson.All[0].Id, options.SiloPort + 2, stop)).Url;
        }
        catch (LocalException failure)
        {
            Say($"The example of a product did not start: {failure.Message}");
            return null;
        }
    }

    private static string Ready(LocalCluster cluster, string? link, Uri? elsewhere)
    {
        var gateway = Origin(cluster.Gateways[0]);
        var demo = link is null ? "" : $"demo team  {link}\n";
        return $"ready {gateway}\n"
            + $"API key    {cluster.OperatorKey}\n"
            + demo
            + $"dashboard  {cluster.Dashboard}\n"
            + $"workers    join with --cluster-id {cluster.ClusterId} --database \"{cluster.Database}\""
            + (cluster.Stripe is { } stripe ? $"\npayments   {stripe.ControlPage} (a simulation of Stripe: no money moves)" : "")
            + (elsewhere is null ? "" : $"\nembedded   {elsewhere} (the demo team's page within a product's own)");
    }

    private static string Origin(ServerProcess server) => server.Url.GetLeftPart(UriPartial.Authority);

    private static async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }
        catch (OperationCanceledException)
        {
            // What we waited for.
        }
    }

    private void Say(string text)
    {
        lock (writing)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}
