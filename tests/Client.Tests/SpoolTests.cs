namespace Purser.Client.Tests;

/// <summary>What goes ahead while Purser is away, and what becomes of it.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FastClock clock = new();
    private readonly List<UnchargedDebit> told = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task So_many_go_ahead_while_Purser_is_away_and_are_charged_when_it_is_back()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        await using var client = purser.Client(Options(most: 2));

        var outcomes = await clock.PassUntilAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryDebitAsync(client))));

        Assert.Equal(2, outcomes.Count(outcome => outcome is DebitOutcome.Unpaid { GoesAhead: true }));
        Assert.Equal(2, outcomes.Count(outcome => outcome is null));
        purser.Faults = () => Fault.None;
        await clock.PassUntilAsync(() => client.Unpaid == 0);
        Assert.All(outcomes.OfType<DebitOutcome>(), outcome => Assert.True(purser.HasCharged("acme", outcome.Key)));
        Assert.Equal((2, 0L), (purser.Charged, new FileInfo(folder.SpoolFile).Length));
    }

    [Theory]
    [InlineData(Fault.LostAnswer)]
    [InlineData(Fault.HungAfter)]
    [InlineData(Fault.AwayAfter)]
    public async Task What_was_charged_though_nobody_heard_of_it_is_charged_once(Fault fault)
    {
        var purser = new ModelPurser { Faults = () => fault };
        await using var client = purser.Client(Options());

        Assert.IsType<DebitOutcome.Unpaid>(await clock.PassUntilAsync(TryDebitAsync(client)));
        purser.Faults = () => Fault.None;
        await clock.PassUntilAsync(() => client.Unpaid == 0);

        Assert.Equal(1, purser.Charged);
    }

    [Fact]
    public async Task What_is_refused_misused_or_asked_to_come_later_never_goes_ahead()
    {
        var purser = new ModelPurser { Credits = 0, UnknownTeam = "nobody" };
        await using var client = purser.Client(Options());

        Assert.IsType<DebitOutcome.Refused>(await client.DebitAsync("acme", "olga", AiAction.Answer));
        await Assert.ThrowsAsync<PurserException>(() => client.DebitAsync("nobody", "olga", AiAction.Answer));
        purser.Faults = () => Fault.Busy;
        var busy = await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(client.DebitAsync("acme", "olga", AiAction.Answer)));
        Assert.False(busy.IsAway);
        purser.Faults = () => Fault.LostRequest;
        await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(client.DebitAsync("acme", new Debit("olga", AiAction.Answer) { HoldSeconds = 60 })));
        await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(client.DebitAsync("acme", [new Debit("olga", AiAction.Answer)])));

        Assert.Equal(0, client.Unpaid);
    }

    [Fact]
    public async Task Who_cancels_does_not_go_ahead()
    {
        var purser = new ModelPurser { Faults = () => Fault.HungAfter };
        await using var client = purser.Client(Options());
        using var stop = new CancellationTokenSource();

        var leaving = client.DebitAsync("acme", "olga", AiAction.Answer, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(0, client.Unpaid);
    }

    [Fact]
    public async Task What_cannot_be_written_does_not_go_ahead()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        var client = purser.Client(Options());
        // Its file is closed: as good a reason as a full disk.
        await client.DisposeAsync();

        await Assert.ThrowsAsync<PurserUnavailableException>(() => clock.PassUntilAsync(client.DebitAsync("acme", "olga", AiAction.Answer)));
    }

    [Fact]
    public async Task The_same_debit_again_takes_no_second_place_and_another_under_its_key_does_not_go_ahead()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        await using var client = purser.Client(Options(most: 2));
        var letter = new Debit("olga", AiAction.CoverLetter) { Key = "letter-1" };

        Assert.IsType<DebitOutcome.Unpaid>(await clock.PassUntilAsync(client.DebitAsync("acme", letter)));
        Assert.IsType<DebitOutcome.Unpaid>(await clock.PassUntilAsync(client.DebitAsync("acme", letter)));
        await Assert.ThrowsAsync<PurserUnavailableException>(
            () => clock.PassUntilAsync(client.DebitAsync("acme", new Debit("olga", AiAction.Answer) { Key = "letter-1" })));

        Assert.Equal(1, client.Unpaid);
    }

    [Fact]
    public async Task What_is_refused_afterwards_is_told_until_somebody_listens_and_holds_its_place_until_then()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        var deaf = true;
        var options = Options(most: 1, onUncharged: debit =>
        {
            told.Add(debit);
            return deaf ? throw new InvalidOperationException("Not now.") : Task.CompletedTask;
        });
        await using (var client = purser.Client(options))
        {
            Assert.IsType<DebitOutcome.Unpaid>(await clock.PassUntilAsync(client.DebitAsync("acme", new Debit("olga", AiAction.Answer) { JobId = "job-7", Key = "answer-1" })));
            (purser.Credits, purser.Faults) = (0, () => Fault.None);
            await clock.PassUntilAsync(() => told.Count >= 2);
            Assert.Equal(1, client.Unpaid);
            // It was told already: topping up must not charge it as well.
            purser.Credits = 10;
            purser.Faults = () => Fault.LostRequest;
            Assert.Null(await clock.PassUntilAsync(TryDebitAsync(client)));
        }

        deaf = false;
        purser.Faults = () => Fault.None;
        await using var next = purser.Client(options);
        await clock.PassUntilAsync(() => next.Unpaid == 0);

        Assert.All(told, debit => Assert.Equal(
            ("acme", "answer-1", "job-7", "credits_exhausted"), (debit.TeamId, debit.Debit.Key, debit.Debit.JobId, debit.Code)));
        Assert.Equal(0, purser.Charged);
    }

    [Fact]
    public async Task Whoever_listens_and_fails_while_the_client_ends_does_not_keep_it_from_ending()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        var listening = new TaskCompletionSource();
        var fail = new TaskCompletionSource();
        var client = purser.Client(Options(onUncharged: async _ =>
        {
            listening.TrySetResult();
            await fail.Task;
            throw new InvalidOperationException("Not now.");
        }));
        await clock.PassUntilAsync(TryDebitAsync(client));
        (purser.Credits, purser.Faults) = (0, () => Fault.None);
        await clock.PassUntilAsync(() => listening.Task.IsCompleted);

        var ending = client.DisposeAsync();
        fail.SetResult();
        await ending;

        await using var next = purser.Client(Options());
        await clock.PassUntilAsync(() => next.Unpaid == 0);
        Assert.Single(told);
    }

    [Fact]
    public async Task A_team_that_is_gone_is_told_and_a_wrong_key_is_waited_for()
    {
        var purser = new ModelPurser { UnknownTeam = "gone", Faults = () => Fault.LostRequest };
        await using (var client = purser.Client(Options()))
        {
            await clock.PassUntilAsync(TryDebitAsync(client, "gone"));
            await clock.PassUntilAsync(TryDebitAsync(client));
        }

        purser.Faults = () => Fault.None;
        using (var http = new HttpClient(purser, disposeHandler: false) { BaseAddress = new Uri("http://purser.test") })
        {
            await using var wrong = new PurserClient(http, "wrong-key", Options());
            var began = clock.Now;
            await clock.PassUntilAsync(() => clock.Now - began > TimeSpan.FromMinutes(1));
            Assert.Equal((2, 0), (wrong.Unpaid, told.Count));
        }

        await using var right = purser.Client(Options());
        await clock.PassUntilAsync(() => right.Unpaid == 0);
        Assert.Equal("team_not_found", Assert.Single(told).Code);
        Assert.Equal(1, purser.Charged);
    }

    [Fact]
    public async Task One_that_fails_for_reasons_of_its_own_holds_up_none_behind_it()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        await using var client = purser.Client(Options());
        await clock.PassUntilAsync(TryDebitAsync(client));
        await clock.PassUntilAsync(TryDebitAsync(client));
        var asked = 0;

        // Every other request meets a bug: the first debit's, each time.
        purser.Faults = () => asked++ % 2 == 0 ? Fault.Bug : Fault.None;
        await clock.PassUntilAsync(() => client.Unpaid == 1);

        Assert.Equal(1, purser.Charged);
    }

    [Fact]
    public async Task A_folder_is_one_clients()
    {
        var purser = new ModelPurser();
        await using (purser.Client(Options()))
        {
            Assert.Contains("in use by another client", Assert.Throws<IOException>(() => purser.Client(Options())).Message, StringComparison.Ordinal);
        }

        await using var next = purser.Client(Options());
    }

    [Fact]
    public async Task A_line_that_a_crash_tore_is_read_past_wherever_it_is_torn()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        await using (var client = purser.Client(Options()))
        {
            await clock.PassUntilAsync(TryDebitAsync(client));
            await clock.PassUntilAsync(TryDebitAsync(client));
        }

        var whole = await File.ReadAllBytesAsync(folder.SpoolFile);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var end = first; end <= whole.Length; end += end + 9 < whole.Length ? 9 : 1)
        {
            await File.WriteAllBytesAsync(folder.SpoolFile, whole[..end]);
            await using var client = purser.Client(Options());
            Assert.Equal(end == whole.Length ? 2 : 1, client.Unpaid);
            // What comes next does not stick to what was torn.
            await clock.PassUntilAsync(TryDebitAsync(client));
            await client.DisposeAsync();
            await using var next = purser.Client(Options());
            Assert.Equal(end == whole.Length ? 3 : 2, next.Unpaid);
        }
    }

    [Fact]
    public async Task A_file_damaged_elsewhere_is_refused_and_left_as_it_is()
    {
        var purser = new ModelPurser { Faults = () => Fault.LostRequest };
        await using (var client = purser.Client(Options()))
        {
            await clock.PassUntilAsync(TryDebitAsync(client));
            await clock.PassUntilAsync(TryDebitAsync(client));
        }

        var lines = await File.ReadAllLinesAsync(folder.SpoolFile);
        var damaged = $"{lines[0][..20]}\n{lines[1]}\n";
        await File.WriteAllTextAsync(folder.SpoolFile, damaged);

        Assert.Contains("Line 1", Assert.Throws<InvalidDataException>(() => purser.Client(Options())).Message, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllTextAsync(folder.SpoolFile));
    }

    [Fact]
    public void How_many_may_go_ahead_is_checked() =>
        Assert.Throws<ArgumentException>(() => new ModelPurser().Client(Options(most: 0)));

    private PurserClientOptions Options(int most = 100, Func<UnchargedDebit, Task>? onUncharged = null) => new()
    {
        Time = clock.Time,
        Patience = TimeSpan.FromSeconds(0.5),
        Spool = new SpoolOptions
        {
            Folder = folder.Path,
            MostUnpaid = most,
            OnUncharged = (debit, _) =>
            {
                if (onUncharged is not null)
                {
                    return onUncharged(debit);
                }

                told.Add(debit);
                return Task.CompletedTask;
            },
        },
    };

    /// <summary>A debit; null where it does not go ahead since nothing is known of it.</summary>
    private static async Task<DebitOutcome?> TryDebitAsync(PurserClient client, string team = "acme")
    {
        try
        {
            return await client.DebitAsync(team, "olga", AiAction.Answer);
        }
        catch (PurserUnavailableException)
        {
            return null;
        }
    }
}
