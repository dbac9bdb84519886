using Purser.Accounts;
using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

public sealed class HistoryTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Usage_comes_newest_first_page_by_page_and_whole()
    {
        var team = await cluster.OpenAsync(seats: 3);
        await Task.WhenAll(Enumerable.Range(0, 25).Select(at => team.Debit($"k{at}")));
        var debit = (await team.Debit("last")).Debited().Receipt.EntryId;
        await team.Reverse(debit, "failed");

        List<UsageItem> items = [];
        for (long? before = null; ;)
        {
            var page = await cluster.History().GetUsage(new UsageQuery(Before: before, Limit: 10));
            items.AddRange(page!.Items);
            if ((before = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(27, items.Count);
        Assert.Equal(items.Select(item => item.EntryId).OrderDescending(), items.Select(item => item.EntryId));
        Assert.Equal((debit, 1, "failed"), (items[0].Reverses!.Value, items[0].Amount.Count, items[0].Note));
        Assert.Equal(-26, items.Skip(1).Sum(item => item.Amount.Count));
    }

    [Fact]
    public async Task Usage_is_found_by_member_action_and_time()
    {
        var team = await cluster.OpenAsync(seats: 3);
        await team.PutMember(new MemberTerms(MemberId.Parse("anna"), "Anna", MemberRole.Member, BudgetRule.FollowsTeam));
        await team.Debit("k1");
        await team.Debit(TeamCalls.Request("k2", "anna", AiAction.Answer));
        var at = (await team.Debit(TeamCalls.Request("k3", "anna"))).Debited().Receipt.At;

        Assert.Equal(2, await CountAsync(new UsageQuery(Member: MemberId.Parse("anna"))));
        Assert.Equal(1, await CountAsync(new UsageQuery(Member: MemberId.Parse("anna"), Action: AiAction.Answer)));
        Assert.Equal(1, await CountAsync(new UsageQuery(From: at)));
        Assert.Equal(2, await CountAsync(new UsageQuery(To: at.ToOffset(TimeSpan.FromHours(5)))));
        Assert.Equal(0, await CountAsync(new UsageQuery(Member: MemberId.Parse("nobody"))));

        async Task<int> CountAsync(UsageQuery query) => (await cluster.History().GetUsage(query))!.Items.Length;
    }

    [Fact]
    public async Task The_ledger_comes_newest_first_page_by_page_and_whole()
    {
        var team = await cluster.OpenAsync(seats: 3);
        await team.GrantAsync(5);
        var debit = (await team.Debit("k")).Debited().Receipt.EntryId;
        await team.Reverse(debit, "failed");

        var first = await cluster.History().GetEntries(new LedgerQuery(Limit: 2));
        var second = await cluster.History().GetEntries(new LedgerQuery(first!.Next, Limit: 10));

        Assert.Equal(["reversed", "debited"], first.Items.Select(entry => entry.Kind));
        Assert.Equal(new LedgerDebit(MemberId.Parse("olga"), AiAction.CoverLetter, JobId: null, Regeneration: false, debit), first.Items[0].Debit);
        Assert.Equal("""{"reason":null,"note":"failed"}""", first.Items[0].Detail);
        Assert.Equal(("""{"credits":5,"reason":"goodwill"}""", Bucket.Extra, 5), Shown(second!.Items[0]));
        Assert.Equal(["extra_granted", "cycle_started", "team_opened"], second.Items.Select(entry => entry.Kind));
        Assert.StartsWith("""{"cause":"access","allowance":30,"start":"20""", second.Items[1].Detail, StringComparison.Ordinal);
        Assert.Equal((true, false), (second.Items[1].CycleStart.HasValue, second.Items[2].CycleStart.HasValue));
        Assert.Null(second.Next);

        static (string?, Bucket?, long) Shown(LedgerEntry entry) => (entry.Detail, entry.Bucket, entry.Amount.Count);
    }

    [Fact]
    public async Task Grants_are_found_among_the_debits()
    {
        var team = await cluster.OpenAsync();
        await team.GrantAsync(5, "g1");
        await team.Debit("k");
        await team.GrantAsync(7, "g2");

        var grants = await cluster.History().GetEntries(new LedgerQuery(OnlyGrants: true));

        Assert.Equal([7, 5], grants!.Items.Select(entry => entry.Amount.Count));
        Assert.Null(await cluster.History("nobody").GetEntries(new LedgerQuery(OnlyGrants: true)));
    }

    [Theory]
    [InlineData("UPDATE purser.ledger SET amount = 0 WHERE seq = 5", 5L)]
    [InlineData("UPDATE purser.ledger SET remaining = remaining + 1 WHERE seq = 6", 6L)]
    [InlineData("UPDATE purser.ledger SET bucket = 1 WHERE seq = 4", 4L)]
    [InlineData("DELETE FROM purser.ledger WHERE seq = 7", 8L)]
    [InlineData("UPDATE purser.ledger SET member_id = 'anna' WHERE seq = 9", null)]
    public async Task An_audit_names_the_row_that_was_tampered_with(string tampering, long? entryId)
    {
        var team = await cluster.OpenAsync();
        await team.PutMember(new MemberTerms(MemberId.Parse("olga"), "Olga O.", MemberRole.Owner, BudgetRule.FollowsTeam));
        await team.GrantAsync(3);
        for (var at = 0; at < 8; at++)
        {
            await team.Debit($"k{at}");
        }

        Assert.True((await cluster.History().Audit())!.Ok);

        await using (var command = cluster.Database.CreateCommand(tampering))
        {
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        var report = await cluster.History().Audit();
        Assert.False(report!.Ok);
        if (entryId is not null)
        {
            Assert.Equal(entryId, report.Differences[0].EntryId);
        }
    }

    [Fact]
    public async Task An_audit_says_what_is_wrong_with_a_ledger_that_cannot_be_served()
    {
        var team = await cluster.OpenAsync();
        await team.Debit("k1");
        var last = (await team.Debit("k2")).Debited().Receipt.EntryId;
        await cluster.DeactivateAsync();

        Assert.NotNull(await cluster.ScalarAsync($"UPDATE purser.ledger SET seq = seq + 5 WHERE seq = {last} RETURNING seq"));

        var report = (await cluster.History().Audit())!;
        Assert.False(report.Ok);
        Assert.Null(report.Served);
        Assert.Null(report.Recomputed);
        Assert.Equal(last, report.Entries);
        Assert.Contains(report.Differences, difference => difference.EntryId == last + 5 && difference.What == "entry");
    }

    [Theory]
    [InlineData("detail = '{'")]
    [InlineData("kind = 99")]
    public async Task An_audit_says_which_entry_cannot_be_read(string tampering)
    {
        await cluster.OpenAsync();
        await cluster.DeactivateAsync();
        await cluster.ForgeAsync(new TeamEvent.ExtraGranted(new Credits(5), "elsewhere"));
        var last = (long)(await cluster.ScalarAsync("SELECT max(seq) FROM purser.ledger"))!;
        await cluster.ScalarAsync($"UPDATE purser.ledger SET {tampering} WHERE seq = {last}");

        var report = (await cluster.History().Audit())!;
        Assert.False(report.Ok);
        Assert.Null(report.Served);
        Assert.Equal(last, Assert.Single(report.Differences).EntryId);
    }
}
