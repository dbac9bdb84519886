using System.Text;
using Npgsql;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>What people are called stands beside the ledger and nowhere else, and can be forgotten.</summary>
public sealed class NamesTests(LedgerServer server) : IAsyncLifetime
{
    private const string Name = "Xaviera Quux";

    private static readonly MemberId Anna = MemberId.Parse("anna");
    private static readonly MemberId Olga = MemberId.Parse("olga");

    private TeamCluster cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_name_is_shown_and_in_no_entry_and_no_snapshot()
    {
        var team = await WithAnnaAsync();
        (await team.Debit("k1", "anna")).Debited();
        await cluster.DeactivateAsync();

        Assert.Equal(Name, await ShownAsync(team, Anna));
        Assert.Equal(["person"], await TablesThatSayAsync(Name));
        Assert.DoesNotContain(Name, await SnapshotAsync(team), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forgotten_member_is_in_no_table_and_no_snapshot_and_shown_as_a_former_one()
    {
        var team = await WithAnnaAsync();
        (await team.Debit("k1", "anna")).Debited();

        var forgotten = Assert.IsType<MemberOutcome.Done>(await team.ForgetMember(Anna));

        Assert.Equal((MemberStatus.Removed, "Former member", 1), (forgotten.Member.Status, forgotten.Member.Name, forgotten.Member.Used.Count));
        Assert.Empty(await TablesThatSayAsync(Name));
        await cluster.DeactivateAsync();
        Assert.Equal("Former member", await ShownAsync(team, Anna));
        Assert.Equal("Olga", await ShownAsync(team, Olga));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task Forgetting_again_changes_nothing_and_who_comes_back_has_a_name_again()
    {
        var team = await WithAnnaAsync();
        await team.ForgetMember(Anna);
        var before = (await team.GetCredits())!.Version;

        Assert.IsType<MemberOutcome.Done>(await team.ForgetMember(Anna));
        Assert.Equal(before, (await team.GetCredits())!.Version);

        await team.PutMember(new MemberTerms(Anna, "Anna again", MemberRole.Member, BudgetRule.FollowsTeam));
        Assert.Equal("Anna again", await ShownAsync(team, Anna));
    }

    [Fact]
    public async Task The_owner_is_forgotten_with_the_team_and_not_before()
    {
        var team = await WithAnnaAsync();

        Assert.IsType<MemberOutcome.OwnerIsFixed>(await team.ForgetMember(Olga));
        Assert.NotNull(await team.Close(forgetsPeople: true));

        Assert.Empty(await TablesThatSayAsync(Name));
        Assert.Empty(await TablesThatSayAsync("Olga"));
        await cluster.DeactivateAsync();
        Assert.Equal(("Former member", "Former member"), (await ShownAsync(team, Anna), await ShownAsync(team, Olga)));
    }

    [Fact]
    public async Task A_closed_teams_people_can_be_forgotten_later()
    {
        var team = await WithAnnaAsync();
        var closed = await team.Close();
        Assert.Equal(["person"], await TablesThatSayAsync(Name));

        Assert.Equal(closed, await team.Close(forgetsPeople: true));

        Assert.Empty(await TablesThatSayAsync(Name));
    }

    [Fact]
    public async Task A_member_is_called_otherwise_without_anything_else_changing()
    {
        var team = await WithAnnaAsync();
        var renamed = new MemberTerms(Anna, "Anna B.", MemberRole.Member, BudgetRule.FollowsTeam);

        await team.PutMember(renamed);
        var version = (await team.GetCredits())!.Version;
        await team.PutMember(renamed);

        Assert.Equal(version, (await team.GetCredits())!.Version);
        await cluster.DeactivateAsync();
        Assert.Equal("Anna B.", await ShownAsync(team, Anna));
    }

    [Fact]
    public async Task The_request_that_opened_a_team_is_known_by_what_it_calls_the_owner_whatever_they_are_called_now()
    {
        var team = await WithAnnaAsync();
        await team.PutMember(new MemberTerms(Olga, "Olga O.", MemberRole.Owner, BudgetRule.FollowsTeam));
        await team.Change(new TeamChange("Acme & Sons"));
        await cluster.DeactivateAsync();

        Assert.True(Assert.IsType<OpenOutcome.Opened>(await OpenAsync("Olga")).Before);
        Assert.IsType<OpenOutcome.Differs>(await OpenAsync("Olga O."));

        Task<OpenOutcome> OpenAsync(string owner) => team.Open(new OpenTeam(
            "Acme", "UTC", new TeamOwner(Olga, owner), new SubscriptionTerms("tiny", 3, Anchor: null)));
    }

    [Fact]
    public async Task A_refused_member_leaves_no_name_behind()
    {
        var team = await cluster.OpenAsync(seats: 1);

        Assert.IsType<MemberOutcome.NoFreeSeat>(await team.PutMember(new MemberTerms(Anna, Name, MemberRole.Member, BudgetRule.FollowsTeam)));

        Assert.Empty(await TablesThatSayAsync(Name));
    }

    [Fact]
    public async Task What_a_silo_of_the_version_before_wrote_is_put_where_it_belongs_when_the_team_is_opened()
    {
        var team = await WithAnnaAsync();
        (await team.Debit("k1", "anna")).Debited();
        var before = await team.GetStatement();
        await cluster.DeactivateAsync();
        await MakeOldAsync(team);

        Assert.Equivalent(before, await team.GetStatement(), strict: true);

        Assert.Equal(["person"], await TablesThatSayAsync(Name));
        Assert.Equal(["person"], await TablesThatSayAsync("Olga"));
        Assert.DoesNotContain(Name, await SnapshotAsync(team), StringComparison.Ordinal);
        Assert.Equal("Acme", await cluster.ScalarAsync("SELECT name FROM purser.team WHERE team_id = 'acme'"));
        Assert.IsType<OpenOutcome.Differs>(await team.Open(new OpenTeam(
            "Acme", "UTC", new TeamOwner(Olga, "Other"), new SubscriptionTerms("tiny", 3, Anchor: null))));
        Assert.True((await cluster.History().Audit())!.Ok);
    }

    [Fact]
    public async Task A_name_that_was_forgotten_does_not_come_back_from_what_an_old_silo_wrote_before()
    {
        var team = await WithAnnaAsync();
        await cluster.DeactivateAsync();
        await MakeOldAsync(team);

        Assert.IsType<MemberOutcome.Done>(await team.ForgetMember(Anna));

        Assert.Empty(await TablesThatSayAsync(Name));
        Assert.DoesNotContain(Name, await SnapshotAsync(team), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_migration_moves_every_name_and_lists_every_team_as_it_is()
    {
        var team = await WithAnnaAsync();
        await team.PutMember(new MemberTerms(Anna, "Anna before", MemberRole.Admin, BudgetRule.FollowsTeam));
        await team.PutMember(new MemberTerms(Anna, Name, MemberRole.Admin, BudgetRule.FollowsTeam));
        await team.SetSubscription(new SubscriptionTerms("pro", 4, Anchor: null));
        var ended = await cluster.OpenAsync("ended");
        await ended.CancelSubscription();
        cluster.Clock.Advance(TimeSpan.FromDays(40));
        var trial = Assert.IsType<OpenOutcome.Opened>(await cluster.Team("trial").Open(
            new OpenTeam("Trial", "Asia/Tokyo", new TeamOwner(Olga, "Olga"), Subscription: null)));
        Assert.Equal(TeamStatus.Canceled, (await ended.GetCredits())!.Status);
        var before = await team.GetStatement();
        await cluster.DeactivateAsync();
        const string Teams = "SELECT string_agg((team_id, name, time_zone, status, plan, seats, created_at)::text, ' ' ORDER BY team_id) FROM purser.team";
        const string Words = "SELECT string_agg(word || ' ' || team_id, ', ' ORDER BY word, team_id) FROM purser.team_word";
        var (teams, words) = (await cluster.ScalarAsync(Teams), await cluster.ScalarAsync(Words));
        await MakeOldAsync(team);

        await using (var connection = await cluster.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await DirectoryBackfill.RunAsync(connection, TestContext.Current.CancellationToken);
            await DirectoryBackfill.RunAsync(connection, TestContext.Current.CancellationToken);
        }

        Assert.Equal((teams, words), (await cluster.ScalarAsync(Teams), await cluster.ScalarAsync(Words)));
        Assert.Equal(["person"], await TablesThatSayAsync("Olga"));
        Assert.Empty(await TablesThatSayAsync("Anna before"));
        Assert.Equivalent(before, await team.GetStatement(), strict: true);
        Assert.True((await cluster.History().Audit())!.Ok);
        Assert.Equal("Trial", trial.Credits.Name);
    }

    private async Task<ITeamGrain> WithAnnaAsync()
    {
        var team = await cluster.OpenAsync(seats: 3);
        Assert.IsType<MemberOutcome.Done>(await team.PutMember(new MemberTerms(Anna, Name, MemberRole.Member, BudgetRule.FollowsTeam)));
        return team;
    }

    private static async Task<string> ShownAsync(ITeamGrain team, MemberId member) =>
        (await team.GetStatement())!.Members.Single(each => each.MemberId == member).Name;

    /// <summary>Every table of every schema that has a row which says it, as text or as bytes.</summary>
    private async Task<string[]> TablesThatSayAsync(string name)
    {
        List<string> tables = [], found = [];
        await using (var command = cluster.Database.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        {
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                tables.Add(rows.GetString(0));
            }
        }

        Assert.Contains("purser.person", tables);
        foreach (var table in tables)
        {
            await using var command = cluster.Database.CreateCommand($"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE $1 OR t::text LIKE $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"%{name}%" });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name))}%" });
            if ((bool)(await command.ExecuteScalarAsync())!)
            {
                found.Add(table.Split('.')[1]);
            }
        }

        return [.. found];
    }

    private async Task<string> SnapshotAsync(ITeamGrain team)
    {
        var stored = await cluster.Service<SnapshotStore>().LoadAsync(team.GetGrainId());
        return Encoding.UTF8.GetString(stored.State.State!.Account ?? []);
    }

    /// <summary>The database as the version before left it: names in entries and in the snapshot, and nothing beside the ledger.</summary>
    private async Task MakeOldAsync(ITeamGrain team)
    {
        const string Sql =
            """
            UPDATE purser.ledger SET detail = jsonb_set(detail::jsonb, '{request,owner,name}', to_jsonb('Olga'::text))::text WHERE kind = 1;
            UPDATE purser.ledger SET detail = jsonb_set(detail::jsonb, '{terms,name}', to_jsonb((
              SELECT CASE WHEN later.seq IS NULL THEN person.name ELSE 'Anna before' END FROM purser.person
              LEFT JOIN LATERAL (SELECT seq FROM purser.ledger later WHERE later.team_id = person.team_id AND later.kind = 6 AND later.seq > ledger.seq LIMIT 1) later ON true
              WHERE person.team_id = ledger.team_id AND person.member_id = ledger.detail::jsonb #>> '{terms,memberId}')))::text
            WHERE kind = 6;
            TRUNCATE purser.person, purser.team, purser.team_word;
            """;
        await using var command = cluster.Database.CreateCommand(Sql);
        await command.ExecuteNonQueryAsync();
        var store = cluster.Service<SnapshotStore>();
        var stored = await store.LoadAsync(team.GetGrainId());
        var said = Encoding.UTF8.GetString((stored.Account! with { ListedBy = null, OpenedAt = null, Name = null, TimeZone = null }).ToBytes())
            .Replace("\"memberId\":\"anna\"", $"\"memberId\":\"anna\",\"name\":\"{Name}\"", StringComparison.Ordinal);
        await store.PutAsync(team.GetGrainId(), stored, new SnapshotState { Format = 6, Account = Encoding.UTF8.GetBytes(said) });
        Assert.Contains(Name, await SnapshotAsync(team), StringComparison.Ordinal);
    }
}
