using Purser.Accounts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>An activation is a snapshot and the ledger's tail; the snapshot is a cache.</summary>
public sealed class ActivationTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() =>
        cluster = await TeamCluster.StartAsync(server, options => options.EntriesPerSnapshot = 20);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task An_activation_continues_where_the_last_one_ended()
    {
        var (team, before) = await SpentAsync();
        await cluster.DeactivateAsync();

        Assert.Equivalent(before, await team.GetStatement(), strict: true);
        Assert.Equal(before.Credits.Version + 1, (await team.Debit("next")).Debited().Receipt.EntryId);
    }

    [Fact]
    public async Task A_snapshot_is_there_and_shortens_the_replay()
    {
        var (_, before) = await SpentAsync();
        await cluster.DeactivateAsync();

        var stored = await cluster.Service<SnapshotStore>().LoadAsync(cluster.Team().GetGrainId());

        Assert.Equal(before.Credits.Version, stored.Account!.Version);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("damaged")]
    [InlineData("of an unknown format")]
    [InlineData("of another team")]
    public async Task Without_a_usable_snapshot_the_fold_of_all_entries_is_the_same(string snapshot)
    {
        var (team, before) = await SpentAsync();
        await cluster.DeactivateAsync();
        var store = cluster.Service<SnapshotStore>();
        var stored = await store.LoadAsync(team.GetGrainId());
        var bad = snapshot switch
        {
            "damaged" => new SnapshotState { Format = TeamSnapshot.Format, Account = [1, 2, 3] },
            "of an unknown format" => new SnapshotState { Format = 99, Account = stored.Account!.ToBytes() },
            "of another team" => new SnapshotState
            {
                Format = TeamSnapshot.Format,
                Account = (stored.Account! with { TeamId = TeamId.Parse("other"), Extra = new Credits(1_000_000) }).ToBytes(),
            },
            _ => new SnapshotState(),
        };
        await store.PutAsync(team.GetGrainId(), stored, bad);

        Assert.Equivalent(before, await team.GetStatement(), strict: true);
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task Every_row_reads_back_as_the_entry_it_was()
    {
        var (team, _) = await SpentAsync();
        await team.SetTeamBudget(new Credits(7));
        await team.SetTeamBudget(budget: null);
        await team.PutMember(new MemberTerms(MemberId.Parse("anna"), "Änna \U0001F600 \"quoted\"", MemberRole.Admin, BudgetRule.Capped(new Credits(3))));
        await team.PutMember(new MemberTerms(MemberId.Parse("ben"), "Ben", MemberRole.Member, BudgetRule.None));
        await team.MakeOwner(MemberId.Parse("anna"));
        await team.RemoveMember(MemberId.Parse("ben"));
        var before = await team.GetStatement();
        var folded = new TeamAccount(TeamId.Parse("acme"));

        await foreach (var entry in cluster.Reader.ReadAfterAsync(TeamId.Parse("acme"), 0))
        {
            folded.Replay(entry);
            Assert.Equal(entry.Balance, folded.Balance);
        }

        var people = new People(await cluster.Service<DirectoryStore>().PeopleAsync(TeamId.Parse("acme")));
        Assert.Equivalent(before, TeamViews.Statement(folded, people, folded.LastAt), strict: true);
    }

    [Fact]
    public async Task Nobody_is_let_in_when_too_much_is_in_flight_and_nothing_is_half_done()
    {
        await using var small = await TeamCluster.StartAsync(server, options =>
        {
            options.RowsInFlightPerTeam = Limits.BatchSize + 2;
            options.RowsInFlightPerSilo = Limits.BatchSize + 2;
        });
        var team = await small.OpenAsync(seats: 1000);
        Task<DebitBatch>? filling = null;

        await small.WhileNobodyCommitsAsync(async () =>
        {
            filling = team.DebitMany([.. Enumerable.Range(0, Limits.BatchSize).Select(at => TeamCalls.Request($"k{at}"))]);
            await TeamCluster.UntilAsync(() => small.Service<LedgerWriter>().RowsInFlight >= Limits.BatchSize);
            await Assert.ThrowsAsync<TeamBusyException>(
                () => team.DebitMany([.. Enumerable.Range(0, 10).Select(at => TeamCalls.Request($"late-{at}"))]));
        });

        Assert.All((await filling!).Outcomes, outcome => outcome.Debited());
        Assert.Equal(Limits.BatchSize, await small.CountAsync("amount = -1"));
        (await team.Debit("late-0")).Debited();
    }

    private async Task<(ITeamGrain Team, TeamStatement Statement)> SpentAsync()
    {
        var team = await cluster.OpenAsync(seats: 5);
        await team.PutMember(new MemberTerms(MemberId.Parse("anna"), "Anna", MemberRole.Member, BudgetRule.FollowsTeam));
        await team.GrantAsync(30);
        for (var round = 0; round < 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 17).Select(at => team.Debit($"k{round}-{at}", at % 2 == 0 ? "olga" : "anna")));
        }

        await team.Reverse(10, note: "it failed");
        return (team, (await team.GetStatement())!);
    }
}
