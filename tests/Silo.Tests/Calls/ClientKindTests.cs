using System.Reflection;
using Purser.Access;
using Purser.AutoBid;
using Purser.Hosting;
using Purser.Jobs;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Tests.Calls;

/// <summary>What each kind of client may call of two silos that ask for secrets.</summary>
public sealed class ClientKindTests(GuardedSilos silos) : IClassFixture<GuardedSilos>
{
    /// <summary>Said once more, by hand: what a worker may call.</summary>
    private static readonly string[] OfWorkers =
    [
        "IAutoBidGrain.Begin", "IAutoBidGrain.Finish", "IAutoBidGrain.GetStanding", "IAutoBidGrain.Heartbeat", "IAutoBidGrain.Report", "IAutoBidGrain.Start",
        "ITeamAutoBid.Exists", "ITeamAutoBid.GetBidders", "ITeamAutoBid.GetSwitchedOn",
    ];

    private static readonly JobPost Job = new(JobId.Parse("job-1"), "A job", "", JobPayment.Unknown, "", Budget: null, Rate: null, [], PostedAt: null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Every call of every grain there is, one that somebody adds tomorrow included.</summary>
    private static IEnumerable<MethodInfo> AllCalls => new[] { typeof(ITeamGrain).Assembly, typeof(LedgerOptions).Assembly }
        .SelectMany(static assembly => assembly.GetTypes())
        .Where(static type => type.IsInterface && type != typeof(IGrain) && typeof(IGrain).IsAssignableFrom(type))
        .SelectMany(static contract => contract.GetMethods())
        .Concat(typeof(IManagementGrain).GetMethods().Where(static call => !call.IsGenericMethod));

    [Fact]
    public async Task A_worker_calls_what_a_run_needs_and_nothing_else()
    {
        await using var worker = await silos.ConnectAsync(GuardedSilos.Worker);

        Assert.Equal(OfWorkers, await AllowedAsync(worker));
    }

    [Fact]
    public async Task A_gateway_calls_every_grain_of_the_contracts_and_none_that_are_the_silos_own()
    {
        await using var gateway = await silos.ConnectAsync(GuardedSilos.Gateway);

        var contracts = AllCalls.Where(static call => call.DeclaringType!.Assembly == typeof(ITeamGrain).Assembly).Select(NameOf);
        Assert.Equal(contracts.Append("IManagementGrain.GetHosts").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), await AllowedAsync(gateway));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a secret of somebody else's, of the same length or so")]
    public async Task Who_has_no_secret_of_theirs_calls_nothing_and_is_told_what_to_set(string secret)
    {
        await using var stranger = await silos.ConnectAsync(secret);

        Assert.Empty(await AllowedAsync(stranger));
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => stranger.Grains.GetGrain<ITeamGrain>("acme").GetCredits());
        Assert.Contains("Purser:ClusterSecrets:Gateway", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workers_run_goes_on_over_all_silos_though_it_may_not_debit_by_itself()
    {
        await using var gateway = await silos.ConnectAsync(GuardedSilos.Gateway);
        await using var worker = await silos.ConnectAsync(GuardedSilos.Worker);
        for (var number = 0; number < 8; number++)
        {
            var (team, member) = (TeamId.Parse($"team-{number}"), MemberId.Parse("olga"));
            Assert.IsType<OpenOutcome.Opened>(await gateway.Grains.GetGrain<ITeamGrain>(team).Open(new OpenTeam("A team", "UTC", new TeamOwner(member, "Olga"), Subscription: null)));
            Assert.True(await gateway.Grains.GetGrain<IAutoBidGrain>(new AutoBidKey(team, member)).SetSettings(AutoBidSettings.Default with { Enabled = true }));

            var bidder = worker.Grains.GetGrain<IAutoBidGrain>(new AutoBidKey(team, member));
            Assert.True(await worker.Grains.GetGrain<ITeamAutoBid>(team).Exists());
            Assert.IsType<RunOutcome.Ready>(await bidder.Start(new RunRequest("run", "worker")));
            Assert.Equal(JobVerdict.Match, (await bidder.Begin("run", [Job])).Grants[0].Verdict);

            Assert.Equal(1, (await gateway.Grains.GetGrain<ITeamGrain>(team).GetCredits())!.Used.Count);
        }
    }

    [Fact]
    public async Task What_silos_are_known_by_reaches_no_client()
    {
        await using var gateway = await silos.ConnectAsync(GuardedSilos.Gateway);
        var listener = new Listener();
        var reference = gateway.Grains.CreateObjectReference<IListener>(listener);

        await silos.Grains.GetGrain<ITeamGrain>("acme").GetCredits();
        await reference.HearAsync();
        await ((IListener)silos.Grains.GetGrain(reference.GetGrainId(), ((GrainReference)reference).InterfaceType)).HearAsync();

        Assert.Equal(2, listener.Heard.Count);
        Assert.DoesNotContain(GuardedSilos.Silo, listener.Heard);
    }

    /// <summary>What a client is not refused. That a call fails for what it asks is no refusal.</summary>
    private static async Task<IEnumerable<string>> AllowedAsync(OrleansClient client)
    {
        var allowed = await Task.WhenAll(AllCalls.Select(async call => (Name: NameOf(call), IsAllowed: await IsAllowedAsync(client, call))));
        return allowed.Where(static call => call.IsAllowed).Select(static call => call.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private static async Task<bool> IsAllowedAsync(OrleansClient client, MethodInfo call)
    {
        var contract = call.DeclaringType!;
        var grain = typeof(IGrainWithIntegerKey).IsAssignableFrom(contract)
            ? client.Grains.GetGrain(contract, 0)
            : client.Grains.GetGrain(contract, typeof(IAutoBidGrain) == contract || typeof(IAutoBidInsights) == contract ? "nobody/none" : "nobody");
        try
        {
            var answer = call.Invoke(grain, [.. call.GetParameters().Select(Nothing)])!;
            await (answer as Task ?? (Task)answer.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(answer, [])!).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancellation);
            return true;
        }
        catch (Exception failure)
        {
            return failure is not CallRefusedException;
        }

        static object? Nothing(ParameterInfo parameter) => parameter.ParameterType == typeof(TeamId) ? TeamId.Parse("nobody")
            : parameter.ParameterType == typeof(MemberId) ? MemberId.Parse("nobody")
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
            : null;
    }

    private static string NameOf(MethodInfo call) => $"{call.DeclaringType!.Name}.{call.Name}";

    private sealed class Listener : IListener
    {
        public List<string> Heard { get; } = [];

        public Task HearAsync()
        {
            Heard.Add(SecretOnCalls.OfThisCall ?? "nothing");
            return Task.CompletedTask;
        }
    }
}

/// <summary>A client that silos call.</summary>
public interface IListener : IGrainObserver
{
    Task HearAsync();
}
