using Purser.Accounts;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>
/// A standby that lagged was promoted, or a backup was restored: the table lacks entries that activations have in memory. What is
/// lost is lost; but no gap is ever written, nothing is shown that the table does not have, and every team can be opened again.
/// </summary>
public sealed class TableGoesBackTests(LedgerServer server) : IAsyncLifetime
{
    private const string LastEntries =
        "DELETE FROM purser.ledger l USING (SELECT team_id, max(seq) AS seq FROM purser.ledger GROUP BY team_id) m "
        + "WHERE l.team_id = m.team_id AND l.seq = m.seq";

    private const string Connections =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND application_name LIKE 'purser-%'";

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task No_team_goes_on_behind_a_gap_and_each_is_opened_again_from_its_entries_alone()
    {
        var teams = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => cluster.OpenAsync($"team-{at}", seats: 5)));
        foreach (var team in teams)
        {
            (await team.Debit("k1")).Debited();
            (await team.Debit("k2")).Debited();
        }

        await cluster.ScalarAsync(LastEntries);
        await cluster.ScalarAsync(Connections);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        foreach (var team in teams)
        {
            (await InsistAsync(() => team.Debit("k3"))).Debited();
        }

        Assert.Equal(0L, await cluster.ScalarAsync(
            "SELECT count(*) FROM (SELECT FROM purser.ledger GROUP BY team_id HAVING count(*) <> max(seq)) AS gaps"));
        await cluster.DeactivateAsync();
        await WithoutSnapshotsAsync(teams);
        foreach (var team in teams)
        {
            // What was lost with the table is new again, what was kept is known.
            Assert.False((await team.Debit("k2")).Debited().Replayed);
            Assert.True((await team.Debit("k1")).Debited().Replayed);
            Assert.Equal(3, (await team.GetCredits())!.Used.Count);
        }
    }

    [Fact]
    public async Task A_proof_sees_that_the_table_is_behind_although_no_connection_broke()
    {
        var team = await cluster.OpenAsync(seats: 5);
        (await team.Debit("k1")).Debited();
        (await team.Debit("k2")).Debited();

        await cluster.ScalarAsync(LastEntries);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, (await team.GetCredits())!.Used.Count);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(0)]
    public async Task A_snapshot_of_entries_that_the_table_lost_is_not_gone_on_from(int keysInMind)
    {
        await using var forgetful = await TeamCluster.StartAsync(server, options => options.KeysInMind = keysInMind);
        var team = await forgetful.OpenAsync(seats: 5);
        (await team.Debit("k1")).Debited();
        (await team.Debit("k2")).Debited();
        await forgetful.DeactivateAsync();
        await forgetful.ScalarAsync(LastEntries);

        Assert.Equal(1, (await team.GetCredits())!.Used.Count);
        (await team.Debit("k3")).Debited();
        Assert.True((await forgetful.History().Audit())!.Ok);
    }

    [Fact]
    public async Task A_snapshot_is_not_gone_on_from_where_the_table_has_another_entry_in_its_place()
    {
        var team = await cluster.OpenAsync(seats: 5);
        (await team.Debit("k1")).Debited();
        (await team.Debit("k2")).Debited();
        await cluster.DeactivateAsync();
        await cluster.ScalarAsync(LastEntries);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await cluster.ForgeAsync(new TeamEvent.ExtraGranted(new Credits(40), "restored"));

        var credits = (await team.GetCredits())!;

        Assert.Equal((1L, 40L), (credits.Used.Count, credits.Extra.Count));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    private static async Task<DebitOutcome> InsistAsync(Func<Task<DebitOutcome>> debit)
    {
        const int Tries = 10;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await debit();
            }
            catch (LedgerUnavailableException) when (attempt < Tries)
            {
                // Its connection had just been cut.
            }
        }
    }

    private async Task WithoutSnapshotsAsync(IEnumerable<ITeamGrain> teams)
    {
        var store = cluster.Service<SnapshotStore>();
        foreach (var team in teams)
        {
            await store.PutAsync(team.GetGrainId(), await store.LoadAsync(team.GetGrainId()), new SnapshotState());
        }
    }
}
