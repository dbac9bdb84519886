using System.Collections.Concurrent;
using Purser.Client;
using Purser.Local;
using Purser.Tests.History;
using Purser.Tests.Running;

namespace Purser.Tests.Integrating;

/// <summary>The .NET client on a real Purser whose gateway is killed and comes back: what went ahead is charged once.</summary>
[Collection(OneCluster.Name)]
public sealed class ClientTests(RunningCluster cluster)
{
    private const int Callers = 16;
    private const int MostUnpaid = 8;

    [Fact]
    public Task A_gateway_that_is_killed_and_comes_back_costs_each_action_one_credit() => ProveAsync(gather: true);

    [Fact]
    [Trait("Runs", "thorough")]
    public Task Also_where_each_debit_goes_alone() => ProveAsync(gather: false);

    private async Task ProveAsync(bool gather)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = TemporaryFolder.Create("purser-client");
        var team = (await cluster.OpenTeamsAsync("client", count: 1, seats: 1000))[0];
        var gateway = cluster.Local.Gateways[0];
        var load = new Load(team, gather, folder.Path, gateway.Url, cluster.Local.OperatorKey);

        await Proof.ExplainAsync(cluster, async () =>
        {
            var client = load.NewClient();
            using var stop = new CancellationTokenSource();
            var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => load.SpendAsync(client, stop.Token), cancellation)).ToList();
            await Eventually.TrueAsync("debits are acknowledged", () => load.Debited > 100, cancellation);
            await gateway.KillAsync();
            await Eventually.TrueAsync("some go ahead unpaid, and no more may", () => load.Unpaid == MostUnpaid && !load.GivenUp.IsEmpty, cancellation);
            await stop.CancelAsync();
            await Task.WhenAll(callers);
            // The product's process ends too, and another one finds the spool.
            await client.DisposeAsync();
            await gateway.StartAsync(cancellation);

            await using var next = load.NewClient();
            await Eventually.TrueAsync("what went ahead is charged", () => next.Unpaid == 0, cancellation);
            var charged = (await LedgerTable.ReadAsync(cluster.Local.Database, [team], cancellation))
                .Where(row => row.Kind == RowKind.Debited).Select(row => row.Key!).ToList();
            Assert.Equal(charged.Count, charged.Distinct(StringComparer.Ordinal).Count());
            Assert.Empty(load.Ahead.Except(charged, StringComparer.Ordinal));
            // Of what did not go ahead nothing was known: it may be charged, and would be replayed if it were sent again.
            Assert.Empty(charged.Except(load.Ahead, StringComparer.Ordinal).Except(load.GivenUp, StringComparer.Ordinal));
            Assert.Equal(charged.Count, (await next.CreditsAsync(team, cancellation: cancellation)).Used);
            Assert.Empty(load.Told);
        });
    }

    /// <summary>A product whose callers spend, and what it knows of its actions.</summary>
    private sealed class Load(string team, bool gather, string folder, Uri gateway, string key)
    {
        private int debited;
        private int unpaid;

        /// <summary>The keys of the actions that went ahead.</summary>
        public ConcurrentBag<string> Ahead { get; } = [];

        /// <summary>The keys of those that did not, since nothing was known.</summary>
        public ConcurrentBag<string> GivenUp { get; } = [];

        public ConcurrentBag<UnchargedDebit> Told { get; } = [];

        public int Debited => Volatile.Read(ref debited);

        public int Unpaid => Volatile.Read(ref unpaid);

        public PurserClient NewClient() => new(gateway, key, new PurserClientOptions
        {
            Patience = TimeSpan.FromSeconds(1),
            Gather = gather,
            Spool = new SpoolOptions
            {
                Folder = folder,
                MostUnpaid = MostUnpaid,
                OnUncharged = (debit, _) =>
                {
                    Told.Add(debit);
                    return Task.CompletedTask;
                },
            },
        });

        public async Task SpendAsync(PurserClient client, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var debit = new Debit("owner", Purser.Client.AiAction.CoverLetter);
                try
                {
                    var outcome = await client.DebitAsync(team, debit, CancellationToken.None);
                    Assert.True(outcome.GoesAhead, $"{outcome}");
                    Ahead.Add(debit.Key);
                    Interlocked.Increment(ref outcome is DebitOutcome.Unpaid ? ref unpaid : ref debited);
                }
                catch (PurserUnavailableException)
                {
                    GivenUp.Add(debit.Key);
                }
            }
        }
    }
}
