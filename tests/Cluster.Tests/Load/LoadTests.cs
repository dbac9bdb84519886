using System.Globalization;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Load;

/// <summary>Nothing fails, everything happens at once.</summary>
public abstract class Loads(RunningCluster cluster)
{
    private static readonly string[] Members = ["owner", "anna", "ben"];

    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_clients_spend_one_teams_last_credit_once()
    {
        var teams = await cluster.OpenTeamsAsync("hot", count: 1, seats: 5, "anna", "ben");

        var recorder = await RunDryAsync(new LoadPlan { Teams = teams, Members = Members, Seed = Chosen.Seed, AsksPerClient = 20 });

        await Proof.HoldsAsync(cluster, recorder, teams);
    }

    [Fact]
    public async Task Two_hundred_clients_spend_many_teams_last_credits_once()
    {
        var teams = await cluster.OpenTeamsAsync("many", count: Cases.Of(many: 1000, few: 300), seats: 0);

        var recorder = await RunDryAsync(new LoadPlan { Teams = teams, Members = ["owner"], Seed = Chosen.Seed, AsksPerClient = Cases.Of(many: 60, few: 24) });

        await Proof.HoldsAsync(cluster, recorder, teams);
        // Connections stay open for minutes: these are the most that there were. So many silos as a default server bears fit into it.
        Assert.InRange(
            int.Parse(
                await cluster.AskSqlAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name ~ '^purser[- ](lane|ledger|work|history|membership|storage)$'"),
                CultureInfo.InvariantCulture),
            low: cluster.Local.Silos.Count * 4,
            high: cluster.Local.Silos.Count * 9);
    }

    /// <summary>A load that goes on long after the credits are gone, and through every kind of answer.</summary>
    private async Task<Recorder> RunDryAsync(LoadPlan plan)
    {
        var recorder = new Recorder();
        var load = new LoadRun(plan, cluster.Api, cluster.Gateways, recorder);
        await Proof.ExplainAsync(cluster, async () =>
        {
            await load.RunAsync(stop: CancellationToken.None, cancellation);
            await load.DrainAsync(cancellation);
        });

        Console.WriteLine($"{plan.Clients} clients on {plan.Teams.Count} teams: {Proof.Summary(recorder)}");
        Assert.Contains(recorder.Calls, call => call.Answer is Answer.Refused { Reason: RefusalReason.CreditsExhausted });
        Assert.Contains(recorder.Calls, call => call.Answer is Answer.Refused { Reason: RefusalReason.IdempotencyKeyReused });
        Assert.Contains(recorder.Calls, call => call is { Ask: Ask.Debit, Answer: Answer.Done { Repeated: true } });
        Assert.Contains(recorder.Calls, call => call is { Ask: Ask.Reversal, Answer: Answer.Done { Repeated: false } });
        Assert.Contains(recorder.Calls, call => call.Answer is Answer.Confirmed);
        Assert.Contains(recorder.Calls, call => call is { Ask: Ask.Grant, Answer: Answer.Done });
        return recorder;
    }
}

[Collection(OneCluster.Name)]
[Trait("Runs", "thorough")]
public sealed class LoadTests(RunningCluster cluster) : Loads(cluster);

/// <summary>The same where every silo has a gateway in its process.</summary>
[Collection(OneProcess.Name)]
public sealed class LoadInOneProcessTests(OneProcessCluster cluster) : Loads(cluster);
