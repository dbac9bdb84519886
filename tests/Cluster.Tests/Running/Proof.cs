using System.Text;
using Purser.Tests.History;
using Purser.Tests.Load;

namespace Purser.Tests.Running;

/// <summary>What must hold after every run, whatever was done to the processes meanwhile.</summary>
internal static class Proof
{
    /// <summary>How long an activation may believe that it is the only one: the silo's <c>ProofLasts</c>.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(1);

    private const int MostShown = 25;

    /// <summary>The history is right, every team is served as the table has it, and every audit is clean.</summary>
    public static async Task HoldsAsync(
        RunningCluster cluster, Recorder recorder, IReadOnlyList<string> teams, TimeSpan lag = default)
    {
        await NothingIsOnHoldAsync(cluster, teams);
        var violations = await ViolationsAsync(cluster, recorder, teams, lag);
        if (violations.Count > 0)
        {
            Assert.Fail(Describe(cluster, recorder, [.. violations.Select(violation => violation.ToString())]));
        }

        var served = await ServedAsync(cluster, teams);
        if (served.Count > 0)
        {
            Assert.Fail(Describe(cluster, recorder, served));
        }
    }

    /// <summary>What the checker has to say.</summary>
    public static async Task<IReadOnlyList<Violation>> ViolationsAsync(
        RunningCluster cluster, Recorder recorder, IReadOnlyList<string> teams, TimeSpan lag = default) => HistoryChecker.Check(
            recorder.Calls, await LedgerTable.ReadAsync(cluster.Local.Database, teams, TestContext.Current.CancellationToken), lag);

    /// <summary>Does something; when it fails, the failure says what the processes said last.</summary>
    public static async Task ExplainAsync(RunningCluster cluster, Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"{failure.Message} (PURSER_SEED={Chosen.Seed})\n{cluster.LogTails()}", failure);
        }
    }

    /// <summary>How a run went, in a line.</summary>
    public static string Summary(Recorder recorder)
    {
        var answers = recorder.Calls.CountBy(call => call.Answer switch
        {
            Answer.Done { Repeated: true } => "repeated",
            Answer.Refused refused => $"{refused.Reason}",
            var other => other.GetType().Name,
        });
        var first = recorder.Calls.Min(call => call.Started);
        var last = recorder.Calls.Max(call => call.Answered);
        var slowest = recorder.Calls.Max(call => TimeProvider.System.GetElapsedTime(call.Started, call.Answered));
        return string.Join(", ", answers.OrderByDescending(each => each.Value).Select(each => $"{each.Value} {each.Key}"))
            + $" in {TimeProvider.System.GetElapsedTime(first, last).TotalSeconds:0.0} s, the slowest {slowest.TotalSeconds:0.0} s";
    }

    /// <summary>A hold that ends between two questions would make them differ.</summary>
    private static async Task NothingIsOnHoldAsync(RunningCluster cluster, IReadOnlyList<string> teams)
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var team in teams)
        {
            await Eventually.TrueAsync(
                $"{team} has nothing on hold",
                async () => (await GetAsync<CreditsDocument>(cluster, $"/v1/teams/{team}/credits", cancellation)).Held == Credits.Zero,
                cancellation);
        }
    }

    private static async Task<List<string>> ServedAsync(RunningCluster cluster, IReadOnlyList<string> teams)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var last = (await LedgerTable.ReadAsync(cluster.Local.Database, teams, cancellation))
            .GroupBy(row => row.TeamId, StringComparer.Ordinal)
            .ToDictionary(team => team.Key, team => team.Last(), StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (var team in teams)
        {
            var credits = await GetAsync<CreditsDocument>(cluster, $"/v1/teams/{team}/credits", cancellation);
            if (credits.Balance != last[team].Balance)
            {
                wrong.Add($"{team} is served as {credits}; its last entry is {last[team]}.");
            }

            var audit = await GetAsync<AuditDocument>(cluster, $"/v1/teams/{team}/audit", cancellation);
            if (!audit.Ok || audit.Entries != last[team].Seq)
            {
                wrong.Add($"The audit of {team} found {audit}.");
            }
        }

        return wrong;
    }

    private static Task<T> GetAsync<T>(RunningCluster cluster, string path, CancellationToken cancellation) =>
        cluster.Api.ExpectAsync<T>(HttpMethod.Get, cluster.Gateways[0], path, body: null, cancellation);

    private static string Describe(RunningCluster cluster, Recorder recorder, List<string> wrong)
    {
        var text = new StringBuilder($"{wrong.Count} things went wrong (PURSER_SEED={Chosen.Seed}; {Summary(recorder)}):\n");
        text.AppendJoin('\n', wrong.Take(MostShown)).Append('\n').Append(cluster.LogTails());
        return text.ToString();
    }
}
