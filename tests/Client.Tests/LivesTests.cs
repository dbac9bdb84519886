using System.Collections.Concurrent;
using CsCheck;

namespace Purser.Client.Tests;

/// <summary>
/// Whatever gets lost, in any order, and whenever the process dies: an action that went ahead is charged once or told, and never have
/// more gone ahead than may, unpaid.
/// </summary>
public sealed class LivesTests
{
    private const int Teams = 2;

    private static readonly Gen<Fault> AnyFault = Gen.Frequency(
        (4, Gen.Const(Fault.None)), (6, Gen.Enum<Fault>()));

    /// <summary>What happens next in a life.</summary>
    private static readonly Gen<Step> Steps = Gen.Frequency<Step>(
        (6, Gen.Int[1, 6].Select(count => (Step)new Step.Debits(count))),
        (3, Gen.Select(AnyFault.Array[1, 8], faults => (Step)new Step.Weather(faults))),
        (2, Gen.Const<Step>(new Step.Gone())),
        (2, Gen.Const<Step>(new Step.Back())),
        (2, Gen.Bool.Select(torn => (Step)new Step.Death(torn))));

    private static readonly Gen<Life> Lives = Gen.Select(
        Gen.Bool, Gen.Int[1, 4], Gen.Frequency((1, Gen.Const(3)), (1, Gen.Const(1000))), Steps.Array[3, 12], (gather, most, credits, steps) => new Life(gather, most, credits, steps));

    [Fact]
    public Task Each_action_that_went_ahead_is_charged_once_or_told_and_never_more_than_the_bound_is_unpaid() =>
        Lives.SampleAsync(async life =>
        {
            using var world = new World(life);
            await world.LiveAsync();
        }, iter: Cases);

    private static int Cases => int.TryParse(Environment.GetEnvironmentVariable("PURSER_LIVES"), out var lives) ? lives : 60;

    private sealed record Life(bool Gather, int Most, int Credits, Step[] Steps)
    {
        public override string ToString() => $"gather {Gather}, at most {Most}, {Credits} credits: {string.Join(", ", Steps.Select(step => step.ToString()))}";
    }

    private abstract record Step
    {
        /// <summary>So many callers at once.</summary>
        public sealed record Debits(int Count) : Step;

        /// <summary>What goes wrong with the requests to come, again and again.</summary>
        public sealed record Weather(Fault[] Faults) : Step
        {
            public override string ToString() => $"Weather({string.Join(' ', Faults)})";
        }

        /// <summary>Nobody answers.</summary>
        public sealed record Gone : Step;

        /// <summary>All is well.</summary>
        public sealed record Back : Step;

        /// <summary>The process ends, and another begins over the same folder.</summary>
        /// <param name="Torn">Whether it ended in the middle of a write.</param>
        public sealed record Death(bool Torn) : Step;
    }

    /// <summary>A life, and what is known of it beside the client.</summary>
    private sealed class World : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly FastClock clock = new();
        private readonly ConcurrentDictionary<(string Team, string Key), bool> ahead = [];
        private readonly ConcurrentDictionary<(string Team, string Key), bool> told = [];
        private readonly Lock gate = new();
        private readonly ModelPurser purser;
        private readonly Life life;
        private int debits;

        public World(Life life)
        {
            this.life = life;
            purser = new ModelPurser { Credits = life.Credits };
        }

        public async Task LiveAsync()
        {
            var client = NewClient();
            foreach (var step in life.Steps)
            {
                switch (step)
                {
                    case Step.Debits(var count):
                        await clock.PassUntilAsync(Task.WhenAll(Enumerable.Range(0, count).Select(_ => DebitAsync(client))));
                        break;
                    case Step.Weather(var faults):
                        var next = 0;
                        purser.Faults = () => faults[next++ % faults.Length];
                        break;
                    case Step.Gone:
                        purser.Faults = () => Fault.LostRequest;
                        break;
                    case Step.Back:
                        purser.Faults = () => Fault.None;
                        break;
                    case Step.Death(var torn):
                        client = await DieAsync(client, torn);
                        break;
                }
            }

            purser.Faults = () => Fault.None;
            await clock.PassUntilAsync(() => client.Unpaid == 0);
            await client.DisposeAsync();
            Check();
        }

        public void Dispose() => folder.Dispose();

        private async Task<bool> DebitAsync(PurserClient client)
        {
            var number = Interlocked.Increment(ref debits);
            var (team, debit) = ($"team-{number % Teams}", new Debit("olga", AiAction.Answer) { JobId = $"job-{number}" });
            try
            {
                var outcome = await client.DebitAsync(team, debit);
                Assert.Equal(debit.Key, outcome.Key);
                switch (outcome)
                {
                    case DebitOutcome.Debited debited:
                        Assert.Equal((team, $"job-{number}"), (debited.Entry.TeamId, debited.Entry.JobId));
                        Assert.True(purser.HasCharged(team, debit.Key));
                        break;
                    case DebitOutcome.Refused:
                        Assert.False(purser.HasCharged(team, debit.Key));
                        break;
                    case DebitOutcome.Unpaid:
                        GoAhead((team, debit.Key));
                        break;
                }
            }
            catch (PurserUnavailableException)
            {
                // It does not go ahead.
            }

            return true;
        }

        /// <summary>An action goes ahead; with it never more than may are neither charged nor told.</summary>
        private void GoAhead((string Team, string Key) debit)
        {
            lock (gate)
            {
                ahead[debit] = true;
                var unpaid = ahead.Keys.Count(each => !purser.HasCharged(each.Team, each.Key) && !told.ContainsKey(each));
                Assert.True(unpaid <= life.Most, $"{unpaid} are unpaid, of at most {life.Most}.");
            }
        }

        private async Task<PurserClient> DieAsync(PurserClient client, bool torn)
        {
            await client.DisposeAsync();
            if (torn)
            {
                await File.AppendAllTextAsync(folder.SpoolFile, """{"state":"unpaid","teamId":"team-0","key":"never-went-ahead","mem""");
            }

            return NewClient();
        }

        private PurserClient NewClient() => purser.Client(new PurserClientOptions
        {
            Gather = life.Gather,
            Time = clock.Time,
            Patience = TimeSpan.FromSeconds(4),
            AttemptTimeout = TimeSpan.FromSeconds(1.5),
            Spool = new SpoolOptions
            {
                Folder = folder.Path,
                MostUnpaid = life.Most,
                OnUncharged = (debit, _) =>
                {
                    told[(debit.TeamId, debit.Debit.Key)] = debit.Code == "credits_exhausted";
                    return Task.CompletedTask;
                },
            },
        });

        private void Check()
        {
            Assert.All(ahead.Keys, debit => Assert.True(
                purser.HasCharged(debit.Team, debit.Key) ^ told.ContainsKey(debit), $"{debit} went ahead and is neither charged nor told, or both."));
            Assert.All(told, debit => Assert.True(debit.Value && ahead.ContainsKey(debit.Key), $"{debit} is told and did not go ahead, or for another reason."));
        }
    }
}
