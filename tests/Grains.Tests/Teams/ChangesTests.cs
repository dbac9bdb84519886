using Purser.Accounts;
using Purser.History;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

public sealed class ChangesTests(LedgerServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Limits.Patience;

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Who_knows_less_than_there_is_is_answered_at_once()
    {
        var team = await cluster.OpenAsync();

        var credits = await team.GetCreditsAfter(0, Patience);

        Assert.Equal(await team.GetCredits(), credits);
    }

    [Fact]
    public async Task Who_knows_all_is_answered_when_a_debit_is_durable_whoever_decided_it()
    {
        var team = await cluster.OpenAsync();
        var version = (await team.GetCredits())!.Version;
        var waiting = new[] { team.GetCreditsAfter(version, Patience), team.GetCreditsAfter(version, Patience) };

        (await team.Debit("k1")).Debited();

        Assert.All(await Task.WhenAll(waiting), credits => Assert.Equal((version + 1, 9), (credits!.Version, credits.Remaining.Count)));
        var next = team.GetCreditsAfter(version + 1, Patience);
        (await cluster.Service<DirectDebits>().TryDebitAsync(TeamId.Parse("acme"), TeamCalls.Request("k2")))!.Debited();
        Assert.Equal(version + 2, (await next)!.Version);
    }

    [Fact]
    public async Task When_nothing_changes_the_team_is_answered_as_it_is()
    {
        var team = await cluster.OpenAsync();
        var version = (await team.GetCredits())!.Version;

        Assert.Equal(version, (await team.GetCreditsAfter(version, TimeSpan.FromMilliseconds(20)))!.Version);
    }

    [Fact]
    public async Task Time_that_passed_meanwhile_is_in_the_answer()
    {
        var team = await cluster.OpenAsync();
        var version = (await team.GetCredits())!.Version;
        cluster.Clock.Advance(TimeSpan.FromDays(32));

        Assert.Equal(version + 1, (await team.GetCreditsAfter(version, TimeSpan.FromMilliseconds(20)))!.Version);
    }

    [Fact]
    public async Task What_another_activation_wrote_is_seen_when_patience_ends()
    {
        var team = await cluster.OpenAsync();
        var version = (await team.GetCredits())!.Version;
        await cluster.ForgeAsync(new TeamEvent.ExtraGranted(new Credits(5), "forged"));
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((version + 1, 5), await team.GetCreditsAfter(version, TimeSpan.FromMilliseconds(20)) is { } credits ? (credits.Version, credits.Extra.Count) : default);
    }

    [Fact]
    public async Task Nobody_waits_for_a_team_that_is_not_there() => Assert.Null(await cluster.Team("nobody").GetCreditsAfter(0, Patience));

    [Fact]
    public async Task Who_waits_does_not_hold_up_the_end_of_a_silo()
    {
        await using var other = await TeamCluster.StartAsync(server);
        var team = await other.OpenAsync();
        var waiting = team.GetCreditsAfter((await team.GetCredits())!.Version, Patience);
        var begun = TimeProvider.System.GetTimestamp();

        await other.DisposeAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience / 2, $"{TimeProvider.System.GetElapsedTime(begun)}");
        waiting.Ignore();
    }

    [Fact]
    public async Task Entries_after_one_come_oldest_first_and_no_more_than_asked_for()
    {
        var team = await cluster.OpenAsync();
        var version = (await team.GetCredits())!.Version;
        for (var n = 0; n < 4; n++)
        {
            await team.Debit($"k{n}");
        }

        var entries = await cluster.History().GetEntriesAfter(new EntriesAfterQuery(version, version + 3));

        Assert.Equal([version + 1, version + 2, version + 3], entries.Select(entry => entry.EntryId));
        Assert.Equal(entries[..2], await cluster.History().GetEntriesAfter(new EntriesAfterQuery(version, version + 3, Limit: 2)));
        Assert.Empty(await cluster.History().GetEntriesAfter(new EntriesAfterQuery(version + 4, long.MaxValue)));
    }

    [Fact]
    public async Task Who_would_wait_too_long_or_read_too_much_is_refused()
    {
        var team = await cluster.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => team.GetCreditsAfter(0, Patience + TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.History().GetEntriesAfter(new EntriesAfterQuery(0, 9, Limits.PageSize + 1)));
    }
}
