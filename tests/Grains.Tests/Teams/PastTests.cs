using CsCheck;
using Purser.Accounts;
using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>A past that is brought along, against a naive reading of what must come of it.</summary>
public sealed partial class PastTests(LedgerServer server)
{
    private const int Pool = 40;
    private const int Extra = 5;

    private static readonly string[] People = ["olga", "anna", "ben", "zoe"];

    [Fact]
    public async Task However_it_is_cut_and_wherever_it_breaks_off_it_comes_to_the_same()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var teams = 0;
        await Gen.Select(Gen.Int[0, 160], Gen.Int, Gen.Int).SampleAsync(
            async (count, seed, chance) =>
            {
                var id = $"past-{Interlocked.Increment(ref teams)}";
                var team = await OpenAsync(cluster, id);
                var rows = Rows(new Random(seed), Now(cluster), count);

                await TellInPartsAsync(cluster, id, rows, new Random(chance));

                await InsistAsync(async () =>
                {
                    await AssertIsAsync(cluster, id, rows);
                    return true;
                });
                Assert.All(await TellAsync(team, rows), verdict => Assert.True(verdict is PastVerdict.Known or PastVerdict.NoCredits));
            },
            iter: Cases.Of(many: 40, few: 12),
            threads: 1);
    }

    [Fact]
    public async Task A_past_of_several_blocks_is_found_by_its_times_also_while_it_is_told()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var rows = Rows(new Random(7), Now(cluster), 5000);
        for (var at = 0; at < rows.Length; at += 1000)
        {
            await TellAsync(team, rows[at..(at + 1000)]);
            await team.SetTeamBudget(new Credits(at));
            await cluster.History().Summarize(new SummaryQuery(SummaryBy.Job));
        }

        await AssertIsAsync(cluster, "acme", rows);
        // And by whoever looks for the first time.
        await cluster.ScalarAsync("DELETE FROM purser.usage_block");
        await AssertIsAsync(cluster, "acme", rows);
    }

    [Fact]
    public async Task A_trial_says_exactly_what_comes()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var now = Now(cluster);
        PastDebit[] rows =
        [
            .. Rows(new Random(3), now, 600),
            Row(now.AddMinutes(-1), member: "nobody"),
            Row(now.AddDays(-50)),
            Row(now.AddMinutes(5)),
        ];
        var before = await cluster.CountAsync("team_id = 'acme'");

        List<PastVerdict> foreseen = [];
        PastTrial? trial = PastTrial.Start;
        foreach (var part in rows.Chunk(71))
        {
            var told = Assert.IsType<PastOutcome.Told>(await team.TellPast(new PastBatch(part, IsLast: false, trial)));
            foreseen.AddRange(told.Verdicts);
            trial = told.Trial;
        }

        Assert.Equal(before, await cluster.CountAsync("team_id = 'acme'"));
        Assert.Equal(foreseen, await TellAsync(team, rows));
        Assert.Equal([PastVerdict.NoSuchMember, PastVerdict.OutOfOrder, PastVerdict.InFuture], foreseen[^3..]);
        Assert.Contains(PastVerdict.NoCredits, foreseen);
    }

    [Fact]
    public async Task Debits_of_its_own_wait_for_the_past_and_end_it()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var now = Now(cluster);
        await team.TellPast(new PastBatch([Row(now.AddDays(-40), key: "old")], IsLast: false));

        await Assert.ThrowsAsync<TeamBusyException>(() => team.Debit("own"));
        await team.TellPast(new PastBatch([], IsLast: true));
        (await team.Debit("own")).Debited();

        Assert.Equal(
            [PastVerdict.Known, PastVerdict.PastIsOver, PastVerdict.KeyReused],
            await TellAsync(team, [Row(now.AddDays(-40), key: "old"), Row(now.AddDays(-39), key: "late"), Row(now.AddDays(-39), "anna", key: "old")]));
        Assert.Equal(1, (await team.GetCredits())!.Used.Count);
    }

    [Fact]
    public async Task Whoever_waited_for_a_past_that_broke_off_waits_half_a_minute()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        await team.TellPast(new PastBatch([Row(Now(cluster).AddDays(-40))], IsLast: false));
        await Assert.ThrowsAsync<TeamBusyException>(() => team.Debit("own"));

        cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        (await team.Debit("own")).Debited();
    }

    [Fact]
    public async Task A_team_that_has_spent_has_no_past()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        (await team.Debit("own")).Debited();

        Assert.Equal([PastVerdict.PastIsOver], await TellAsync(team, [Row(Now(cluster).AddDays(-1))]));
        Assert.IsType<PastOutcome.NoSuchTeam>(await cluster.Team("nobody").TellPast(new PastBatch([], IsLast: true)));
    }

    [Fact]
    public async Task Keys_of_before_are_used_up_and_answer_with_what_they_were_used_for()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var at = Now(cluster).AddDays(-1);
        await TellAsync(team, [Row(at, key: "old")]);

        var again = (await team.Debit("old")).Debited();

        Assert.True(again.Replayed);
        Assert.Equal(at, again.Receipt.At);
        Assert.Equal(RefusalReason.IdempotencyKeyReused, (await team.Debit("old", "anna")).Reason());
        var reversed = Assert.IsType<ReversalOutcome.Reversed>(await team.Reverse(again.Receipt.EntryId, note: null));
        Assert.Equal(1, reversed.Receipt.Amount.Count);
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task Two_at_once_import_each_debit_once()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var rows = Rows(new Random(11), Now(cluster), 120);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => TellInPartsAsync(cluster, "acme", rows, new Random(n), breaks: false)));

        await AssertIsAsync(cluster, "acme", rows);
    }

    [Fact]
    public async Task The_past_of_a_trial_is_told_in_days_before_it()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = cluster.Team();
        await team.Open(new OpenTeam("Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), Subscription: null));
        var start = (await team.GetCredits())!.Cycle.Start;

        await TellAsync(team, [.. Enumerable.Range(0, 12).Select(n => Row(start.AddHours(-30).AddMinutes(n))), Row(start.AddMicroseconds(-1))]);

        var cycles = (await cluster.History().GetCycles(new CyclesQuery()))!.Items;
        Assert.Equal(
            [(start, 10, 0), (start.AddDays(-1), 10, 1), (start.AddDays(-2), 12, 12)],
            cycles.Select(cycle => (cycle.Start, (int)cycle.Total.Count, (int)cycle.UsedFromPool.Count)));
        Assert.Equal([start.AddDays(1), start, start.AddDays(-1)], cycles.Select(cycle => cycle.End!.Value));
        Assert.Equal(10, (await team.GetCredits())!.Remaining.Count);
    }

    [Fact]
    public async Task A_present_that_has_become_past_meanwhile_goes_on_where_it_was()
    {
        await using var cluster = await TeamCluster.StartAsync(server);
        var team = await OpenAsync(cluster, "acme");
        var now = Now(cluster);
        await TellAsync(team, [.. Enumerable.Range(0, Pool + 2).Select(n => Row(now.AddMinutes(n - 60)))]);
        cluster.Clock.Advance(TimeSpan.FromDays(40));

        await TellAsync(team, [Row(now.AddHours(1)), Row(now.AddDays(35))]);

        var cycles = (await cluster.History().GetCycles(new CyclesQuery()))!.Items;
        Assert.Equal([(Pool, 1, 0), (Pool + 1, Pool + 1, 2)], cycles.Select(cycle => ((int)cycle.Total.Count, (int)cycle.UsedFromPool.Count, (int)cycle.UsedFromExtra.Count)));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    /// <summary>A team of four with forty credits a cycle, ten days into it, and five of extra.</summary>
    private static async Task<ITeamGrain> OpenAsync(TeamCluster cluster, string id)
    {
        var team = cluster.Team(id);
        var opening = new OpenTeam(
            "Acme", "Europe/Berlin", new TeamOwner(MemberId.Parse("olga"), "Olga"), new SubscriptionTerms("tiny", 4, cluster.Clock.GetUtcNow().AddDays(-10)));
        await InsistAsync(() => team.Open(opening));
        foreach (var person in People[1..])
        {
            await InsistAsync(() => team.PutMember(new MemberTerms(MemberId.Parse(person), person, MemberRole.Member, BudgetRule.FollowsTeam)));
        }

        await team.GrantAsync(Extra);
        return team;
    }

    private static DateTimeOffset Now(TeamCluster cluster) => TeamAccount.WholeMicroseconds(cluster.Clock.GetUtcNow());

    private static PastDebit Row(DateTimeOffset at, string member = "olga", string? key = null, int repetition = 0) =>
        new(at, MemberId.Parse(member), AiAction.CoverLetter, JobId: null, Regeneration: false, key, repetition);

    /// <summary>Debits of a hundred days up to now, some at the same instant, most with a key.</summary>
    private static PastDebit[] Rows(Random chance, DateTimeOffset now, int count)
    {
        var times = Enumerable.Range(0, count).Select(_ => now.AddMinutes(-chance.Next(100 * 24 * 60))).Order().ToArray();
        return [.. times.Select((at, n) => new PastDebit(
            at,
            MemberId.Parse(People[chance.Next(People.Length)]),
            (AiAction)chance.Next(1, 9),
            chance.Next(3) == 0 ? null : JobId.Parse($"job-{chance.Next(40)}"),
            chance.Next(4) == 0,
            chance.Next(3) == 0 ? null : $"key-{n}",
            Repetition: 1000 + n))];
    }

    private static async Task<PastVerdict[]> TellAsync(ITeamGrain team, PastDebit[] rows)
    {
        List<PastVerdict> verdicts = [];
        foreach (var part in rows.Chunk(Limits.BatchSize))
        {
            verdicts.AddRange(Assert.IsType<PastOutcome.Told>(await team.TellPast(new PastBatch(part, IsLast: false))).Verdicts);
        }

        await team.TellPast(new PastBatch([], IsLast: true));
        return [.. verdicts];
    }

    /// <summary>
    /// Tells it in parts of any size; begins again from anywhere before, as after a crash; and lets happen meanwhile what may.
    /// </summary>
    private static async Task TellInPartsAsync(TeamCluster cluster, string id, PastDebit[] rows, Random chance, bool breaks = true)
    {
        for (var at = 0; at < rows.Length;)
        {
            var size = Math.Min(rows.Length - at, chance.Next(1, 60));
            var part = new PastBatch(rows[at..(at + size)], IsLast: false);
            await InsistAsync(() => cluster.Team(id).TellPast(part));
            at += size;
            switch (breaks ? chance.Next(8) : 7)
            {
                case 0:
                    await cluster.DeactivateAsync();
                    at = chance.Next(at + 1);
                    break;
                case 1:
                    await cluster.ScalarAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'purser-%'");
                    break;
                case 2:
                    await InsistAsync(() => cluster.Team(id).SetTeamBudget(new Credits(chance.Next(100))));
                    break;
                case 3:
                    cluster.Clock.Advance(TimeSpan.FromMilliseconds(chance.Next(1000)));
                    break;
                case 4:
                    Assert.True((await InsistAsync(() => cluster.History(id).Audit()))!.Ok);
                    await InsistAsync(() => cluster.History(id).Summarize(new SummaryQuery(SummaryBy.Day)));
                    break;
            }
        }

        await InsistAsync(() => cluster.Team(id).TellPast(new PastBatch([], IsLast: true)));
        await InsistAsync(() => cluster.History(id).GetCycles(new CyclesQuery()));
    }

    /// <summary>As often as the database's connections were ended, and no more often.</summary>
    private static async Task<T> InsistAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (LedgerUnavailableException) when (tries < 20)
            {
                // Each connection that is found ended is made anew.
            }
        }
    }
}
