using System.Diagnostics;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Integrating;

/// <summary>The example of a paid action, as it is, on a real Purser.</summary>
[Collection(OneCluster.Name)]
public sealed class LettersTests(RunningCluster cluster)
{
    [Fact]
    public async Task Letters_cost_a_credit_each_and_those_that_fail_or_are_refused_none()
    {
        var team = (await cluster.OpenTeamsAsync("letters", count: 1, seats: 1))[0];

        var written = await RunAsync(team, "owner", "job-1", "job-2", "job-oops");
        var refused = await RunAsync(team, "nobody", "job-3");

        Assert.Equal(
            """
            job-1: "Dear client of job-1, …"
            job-2: "Dear client of job-2, …"
            job-oops: no letter, and the credit is back. The model timed out.
            98 credits left

            """, written);
        Assert.StartsWith("job-3: no letter. The member is not, or no longer, an active member of the team", refused, StringComparison.Ordinal);
        Assert.Equal(
            [RowKind.Debited, RowKind.HoldConfirmed, RowKind.Debited, RowKind.HoldConfirmed, RowKind.Debited, RowKind.Reversed],
            (await LedgerTable.ReadAsync(cluster.Local.Database, [team], TestContext.Current.CancellationToken)).Select(row => row.Kind)
                .SkipWhile(kind => kind != RowKind.Debited));
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["PURSER"] = cluster.Gateways[0].AbsoluteUri, ["KEY"] = cluster.Local.OperatorKey },
        };
        string[] command = [Path.Combine(AppContext.BaseDirectory, "Purser.ExampleLetters.dll"), .. arguments];
        Array.ForEach(command, start.ArgumentList.Add);
        using var example = Process.Start(start)!;
        var output = await example.StandardOutput.ReadToEndAsync();
        await example.WaitForExitAsync();
        Assert.Equal(0, example.ExitCode);
        return output;
    }
}
