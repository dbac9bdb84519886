using Purser.AutoBid.Worker.Cluster;
using Purser.AutoBid.Worker.Reporting;
using Purser.AutoBid.Worker.Running;
using Purser.Hosting;

namespace Purser.AutoBid.Worker.Cli;

/// <summary>The worker from the first line to the last: connect, say what it is about to do, do it, sum up.</summary>
internal sealed class WorkerSession(WorkerOptions options, WorkerConsole console, TextWriter output, TimeProvider time)
{
    public async Task<int> RunAsync(StopTokens tokens)
    {
        try
        {
            using var tools = WorkerTools.Open(options, time);
            await using var cluster = await ClusterConnection.ConnectAsync(
                options.Cluster, options.Wait, time, console.Say, tokens.Stop);
            // The tables are asked, and no member's grain.
            Task AskClusterAsync() => cluster.Grains.GetGrain<ITeamAutoBid>(options.TeamId).GetBidders(days: 1);
            using var shared = new SharedTools(tools.Matcher, tools.Submitter, options.Concurrency, AskClusterAsync, time);
            var members = await StartAsync(cluster.Grains, tools, shared, tokens.Stop);
            if (members.Count == 0)
            {
                console.Say($"No member of team {options.TeamId} has Auto Bid switched on: there is nothing to do.");
                return ExitCode.Done;
            }

            Announce(members);
            await WorkAsync(new TeamWorker(tools.Feed, members, console.Say), tokens);
            return ExitCode.Done;
        }
        catch (WorkerException wrong)
        {
            console.Say(wrong.Message);
            return ExitCode.BadOptions;
        }
        catch (Exception away) when (away is ClusterAwayException or RunBrokenException)
        {
            console.Say(away.Message);
            return ExitCode.NoCluster;
        }
        catch (OperationCanceledException) when (tokens.Stop.IsCancellationRequested)
        {
            console.Say("Stopped before it began.");
            return ExitCode.Done;
        }
    }

    private async Task<IReadOnlyList<MemberWorker>> StartAsync(
        IGrainFactory grains, WorkerTools tools, SharedTools shared, CancellationToken stop)
    {
        var found = await new TeamMembers(
            options.TeamId,
            grains.GetGrain<ITeamAutoBid>(options.TeamId),
            memberId => grains.GetGrain<IAutoBidGrain>(new AutoBidKey(options.TeamId, memberId)),
            tools.Profiles,
            new PatientCalls(time)).FindAsync(options.MemberIds, stop);
        MemberWorker[] members =
            [.. found.Select(member => new MemberWorker(member, options.Worker, shared, options.Follow is not null, console.Say))];
        await Task.WhenAll(members.Select(member => member.StartAsync(stop)));
        return members;
    }

    private void Announce(IReadOnlyList<MemberWorker> members)
    {
        var matcher = options.Model is { } model ? $"the model {model.Name}" : "keywords";
        var follow = options.Follow is { } interval ? $", looking every {interval.TotalSeconds:0} s" : "";
        console.Say($"Auto Bid for team {options.TeamId} as worker {options.Worker}: jobs from {options.Feed}{follow}, "
            + $"matched by {matcher}, proposals to {options.Target}.");
        foreach (var member in members)
        {
            if (member.Settings is { } settings)
            {
                var query = settings.Query.Length > 0 ? settings.Query : "every job";
                var ceiling = settings.DailyCredits is { } credits ? $", at most {credits} credits" : "";
                console.Say($"  {member.Member.MemberId}: {query}; from a score of {settings.Threshold}; "
                    + $"at most {settings.DailyCap} proposals a day{ceiling}");
            }
        }
    }

    private async Task WorkAsync(TeamWorker worker, StopTokens tokens)
    {
        using var done = new CancellationTokenSource();
        using var stopping = tokens.Stop.Register(
            () => console.Say("Stopping: what is under way is finished and reported. Once more, and it is cut short."));
        var showing = ShowProgressAsync(worker, done.Token);
        try
        {
            await worker.RunAsync(tokens);
        }
        finally
        {
            await done.CancelAsync();
            await showing;
            MemberSummary[] rows =
                [.. worker.Members.Select(member => new MemberSummary(member.Member.MemberId, member.Member.Tally, member.End?.Why ?? ""))];
            console.EndProgress();
            await output.WriteAsync(SummaryTable.Of(worker.Feed, rows));
            await output.FlushAsync(CancellationToken.None);
        }
    }

    private async Task ShowProgressAsync(TeamWorker worker, CancellationToken done)
    {
        var begun = time.GetTimestamp();
        MemberTally[] tallies = [.. worker.Members.Select(member => member.Member.Tally)];
        while (true)
        {
            await Task.Delay(console.ProgressEvery, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            console.Progress(ProgressLine.Of(worker.Feed, tallies, time.GetElapsedTime(begun)));
        }
    }
}
