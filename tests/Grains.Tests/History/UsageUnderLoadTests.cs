using Microsoft.Extensions.Options;
using Purser.Grains.Tests.Teams;
using Purser.History;
using Purser.History.Blocks;
using Purser.Teams;

namespace Purser.Grains.Tests.History;

/// <summary>What is read while a team is being written.</summary>
public sealed class UsageUnderLoadTests(LedgerServer server) : IAsyncLifetime
{
    private static readonly TeamId Made = TeamId.Parse("made");

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Summaries_members_cycles_and_credits_agree_to_the_credit_while_everything_happens_at_once()
    {
        var team = await cluster.OpenAsync(seats: 30);
        await team.GrantAsync(2000);
        foreach (var person in new[] { "anna", "ben" })
        {
            await team.PutMember(new MemberTerms(MemberId.Parse(person), person, MemberRole.Member, BudgetRule.FollowsTeam));
        }

        using var ended = new CancellationTokenSource();
        var readers = Enum.GetValues<SummaryBy>().Select(by => ReadAsync(by, ended.Token)).Append(ReadCreditsAsync(ended.Token)).ToArray();
        for (var cycle = 0; cycle < 3; cycle++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => SpendAsync(team, cycle, writer)));
            cluster.Clock.Advance(TimeSpan.FromDays(32));
        }

        await ended.CancelAsync();
        var looks = await Task.WhenAll(readers);
        Assert.All(looks, count => Assert.InRange(count, 2, int.MaxValue));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    private static async Task SpendAsync(ITeamGrain team, int cycle, int writer)
    {
        for (var at = 0; at < 100; at++)
        {
            var request = new DebitRequest(
                $"{cycle}-{writer}-{at}", MemberId.Parse(new[] { "olga", "anna", "ben" }[at % 3]), (AiAction)((at % 8) + 1), JobId.Parse($"job-{at % 11}"),
                Regeneration: at % 5 == 0, HoldSeconds: at % 7 == 0 ? 3600 : null);
            var debit = (await team.Debit(request)).Debited().Receipt.EntryId;
            if (at % 4 == 0)
            {
                await team.Reverse(debit, note: null);
            }
        }
    }

    private async Task<int> ReadAsync(SummaryBy by, CancellationToken ended)
    {
        var looks = 0;
        do
        {
            var summary = Assert.IsType<SummaryOutcome.Summed>(await cluster.History().Summarize(new SummaryQuery(by))).Summary;
            Assert.Equal(await UsedAtAsync(summary.Version), summary.Total.Count);
            Assert.Equal(summary.Total.Count, summary.Groups.Sum(group => group.Credits.Count));
            looks++;
        }
        while (!ended.IsCancellationRequested);
        return looks;
    }

    private async Task<int> ReadCreditsAsync(CancellationToken ended)
    {
        var looks = 0;
        do
        {
            var statement = (await cluster.Team().GetStatement())!;
            Assert.Equal(await UsedAtAsync(statement.Credits.Version), statement.Credits.Used.Count);
            Assert.Equal(statement.Credits.Used.Count, statement.Members.Sum(member => member.Used.Count));
            looks++;
        }
        while (!ended.IsCancellationRequested);
        return looks;
    }

    /// <summary>Credits used in the cycle that an entry lies in, up to that entry, as the table alone says.</summary>
    private async Task<long> UsedAtAsync(long seq) => (long)(await cluster.ScalarAsync(
        $"""
        SELECT coalesce(-sum(amount), 0)::bigint FROM purser.ledger WHERE team_id = 'acme' AND kind IN (3, 4, 22) AND seq <= {seq} AND cycle_start =
          (SELECT cycle_start FROM purser.ledger WHERE team_id = 'acme' AND kind IN (2, 12, 14) AND seq <= {seq} ORDER BY seq DESC LIMIT 1)
        """))!;

    [Fact]
    public async Task A_table_that_went_back_in_time_is_summed_up_as_it_is_now()
    {
        await InsertAsync(1, 3000, "one");
        using var blocks = new UsageBlocks(
            cluster.Service<BlockStore>(), cluster.Service<UsageLines>(), Options.Create(new HistoryOptions()));
        Assert.Equal(3000, (await blocks.ViewAsync(Made)).LastSeq);

        await cluster.ScalarAsync("DELETE FROM purser.ledger WHERE team_id = 'made' AND seq > 1500");
        await InsertAsync(1501, 3100, "other");
        var view = await blocks.ViewAsync(Made);
        using var sum = new UsageSum(1, view.LastSeq + 1, new ByMember());
        await foreach (var block in blocks.ReadAsync(Made, view, Enumerable.Range(0, view.Count).Select(number => (long)number), withJobs: false))
        {
            sum.Add(block);
        }

        Assert.Equal([new GroupSum("one", 1500, 0), new GroupSum("other", 1600, 0)], sum.Groups().Select(group => sum[group]).OrderBy(group => group.Key));
    }

    [Fact]
    public async Task Who_is_not_patient_enough_for_a_long_past_is_told_to_come_again_and_it_goes_on_meanwhile()
    {
        await InsertAsync(1, 20_000, "one");
        using var blocks = new UsageBlocks(
            cluster.Service<BlockStore>(), cluster.Service<UsageLines>(), Options.Create(new HistoryOptions { Patience = TimeSpan.FromMilliseconds(5) }));

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => blocks.ViewAsync(Made));
        for (var tries = 1; ; tries++)
        {
            try
            {
                Assert.Equal(20_000, (await blocks.ViewAsync(Made)).LastSeq);
                return;
            }
            catch (LedgerUnavailableException)
            {
                Assert.True(tries < 5000, "It did not go on.");
            }
        }
    }

    private Task<object?> InsertAsync(int from, int to, string member) => cluster.ScalarAsync(
        $"""
        INSERT INTO purser.ledger (team_id, seq, at, cycle_start, kind, bucket, amount, member_id, action, regeneration, total, remaining, used, extra)
        SELECT 'made', n, now() + n * interval '1 second', now(), 3, 1, -1, '{member}', 1, false, 50000, 50000 - n, n, 0 FROM generate_series({from}, {to}) n
        """);
}
