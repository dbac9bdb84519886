using System.Diagnostics;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Integrating;

/// <summary>The examples of a paid action, as they are, on a real Purser.</summary>
[Collection(OneCluster.Name)]
public sealed class LettersTests(RunningCluster cluster)
{
    private static readonly string InTypeScript = Path.Combine(AppContext.BaseDirectory, "LettersInTypeScript");

    [Fact]
    public Task In_CSharp_letters_cost_a_credit_each_and_those_that_fail_or_are_refused_none() =>
        WriteLettersAsync("letters", arguments => RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Purser.ExampleLetters.dll"), .. arguments]));

    /// <summary>The client is generated from the OpenAPI document that Purser serves, and what uses it is checked against it.</summary>
    [Fact]
    public async Task In_TypeScript_letters_cost_a_credit_each_and_those_that_fail_or_are_refused_none()
    {
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
        await RunAsync("npm", ["run", "generate"]);
        await RunAsync("npm", ["run", "build"]);
        await WriteLettersAsync("letters-ts", arguments => RunAsync("node", ["letters.js", .. arguments]));
    }

    private async Task WriteLettersAsync(string prefix, Func<string[], Task<string>> runAsync)
    {
        var team = (await cluster.OpenTeamsAsync(prefix, count: 1, seats: 1))[0];

        var written = await runAsync([team, "owner", "job-1", "job-2", "job-oops"]);
        var refused = await runAsync([team, "nobody", "job-3"]);

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

    private async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = InTypeScript,
            Environment = { ["PURSER"] = cluster.Gateways[0].GetLeftPart(UriPartial.Authority), ["KEY"] = cluster.Local.OperatorKey },
        };
        using var example = Process.Start(start)!;
        var (output, errors) = (example.StandardOutput.ReadToEndAsync(), example.StandardError.ReadToEndAsync());
        await example.WaitForExitAsync();
        Assert.True(example.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }
}
