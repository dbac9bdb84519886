using System.Globalization;
using Purser.Accounts;
using Purser.Listing;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>The teams as they are listed and found: what their ledgers say.</summary>
public sealed class DirectoryTests(LedgerServer server) : IAsyncLifetime
{
    private TeamCluster cluster = null!;

    private ITeamDirectory Directory => cluster.Client.GetGrain<ITeamDirectory>(0);

    public async ValueTask InitializeAsync() => cluster = await TeamCluster.StartAsync(server);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_team_is_listed_as_it_is_after_everything_that_happens_to_it()
    {
        var team = await cluster.OpenAsync(seats: 2);
        await AssertListedAsync(team);

        await team.Change(new TeamChange("Acme & Sons", "Europe/Berlin"));
        await AssertListedAsync(team);
        await team.SetSubscription(new SubscriptionTerms("pro", 5, Anchor: null));
        await AssertListedAsync(team);
        await team.CancelSubscription();
        cluster.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(TeamStatus.Canceled, (await team.GetCredits())!.Status);
        await AssertListedAsync(team);
        await team.SetSubscription(new SubscriptionTerms("lite", 3, Anchor: null));
        await AssertListedAsync(team);
        await cluster.DeactivateAsync();
        await team.Close();
        await AssertListedAsync(team);
    }

    [Fact]
    public async Task Pages_go_through_all_teams_once_the_newest_first()
    {
        for (var at = 0; at < 23; at++)
        {
            await cluster.OpenAsync($"team-{at}");
            cluster.Clock.Advance(TimeSpan.FromSeconds(at % 3));
        }

        await cluster.Team("team-7").Close();

        var all = await AllAsync(new TeamsQuery(Limit: 5));
        Assert.Equal(all.OrderByDescending(team => team.CreatedAt).ThenByDescending(team => team.TeamId.Value, StringComparer.Ordinal), all);
        Assert.Equal(23, all.Select(team => team.TeamId).Distinct().Count());
        Assert.Equal(22, (await AllAsync(new TeamsQuery(Status: TeamStatus.Active, Limit: 5))).Count);
        Assert.Equal("team-7", Assert.Single(await AllAsync(new TeamsQuery(Status: TeamStatus.Canceled))).TeamId.Value);
    }

    [Theory]
    [InlineData("acme", "a1 a2")]
    [InlineData("ACME", "a1 a2")]
    [InlineData("acme berl", "a2")]
    [InlineData("berl acme", "a2")]
    [InlineData("söh", "a1")]
    [InlineData("SÖHNE acme", "a1")]
    [InlineData("customer-42", "customer-42")]
    [InlineData("42", "customer-42")]
    [InlineData("custom other", "customer-42")]
    [InlineData("cme", "")]
    [InlineData("acme tokyo", "")]
    [InlineData("&", "")]
    [InlineData("a", "a1 a2")]
    public async Task A_search_finds_teams_by_the_beginnings_of_their_words(string search, string found)
    {
        foreach (var (id, name) in new[] { ("a1", "Acme & Söhne"), ("a2", "Berlin Acme"), ("customer-42", "Other Others") })
        {
            await cluster.OpenAsync(id);
            await cluster.Team(id).Change(new TeamChange(name));
        }

        Assert.Equal(found, string.Join(' ', (await AllAsync(new TeamsQuery(search, Limit: 1))).Select(team => team.TeamId.Value).Order(StringComparer.Ordinal)));
        Assert.Empty(await AllAsync(new TeamsQuery(search, TeamStatus.PastDue)));
    }

    [Fact]
    public async Task A_team_is_found_by_its_new_name_and_not_by_its_old_one()
    {
        var team = await cluster.OpenAsync("t1");
        await team.Change(new TeamChange("Umbrella"));

        Assert.Empty(await AllAsync(new TeamsQuery("acme")));
        Assert.Single(await AllAsync(new TeamsQuery("umbr")));
    }

    [Fact]
    public async Task A_search_that_many_match_in_part_goes_on_over_pages_that_find_nothing()
    {
        await SeedAsync(5_000);

        Assert.Empty((await Directory.List(new TeamsQuery("berlin tokyo"))).Items);
        Assert.Empty(await AllAsync(new TeamsQuery("berlin tokyo")));
        Assert.Equal(5, (await AllAsync(new TeamsQuery("acme", TeamStatus.PastDue, Limit: 2))).Count);
        Assert.Equal(500, (await AllAsync(new TeamsQuery("acme team berlin", Limit: 200))).Count);
        Assert.Equal(5_000, (await AllAsync(new TeamsQuery("team", Limit: 200))).Count);
    }

    /// <summary><c>PURSER_TEAMS</c>: how many there are; a million takes some minutes to write.</summary>
    [Fact]
    [Trait("Runs", "thorough")]
    public async Task A_page_and_a_search_are_as_fast_with_very_many_teams()
    {
        var teams = int.TryParse(
            Environment.GetEnvironmentVariable("PURSER_TEAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 20_000;
        await SeedAsync(teams);
        var middle = (teams / 2).ToString("D7", CultureInfo.InvariantCulture);
        var lists = cluster.Service<TeamLists>();
        foreach (var (what, query) in new (string, TeamsQuery)[]
        {
            ("first page", new TeamsQuery()),
            ("page of 200", new TeamsQuery(Limit: 200)),
            ("page in the middle", new TeamsQuery(After: new TeamPlace(TeamId.Parse($"team-{middle}"), CreatedAt: new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(teams / 2)))),
            ("by a rare status", new TeamsQuery(Status: TeamStatus.PastDue)),
            ("search: one team's id", new TeamsQuery($"team-{middle}")),
            ("search: a word of all", new TeamsQuery("team")),
            ("search: a word of a tenth", new TeamsQuery("berlin")),
            ("search: one letter", new TeamsQuery("a")),
            ("search: nothing", new TeamsQuery("nowhere")),
            ("search: two common words", new TeamsQuery("acme berlin")),
            ("search: common words that never meet", new TeamsQuery("berlin tokyo")),
            ("search: a word of all, by a rare status", new TeamsQuery("acme", TeamStatus.PastDue)),
        })
        {
            await lists.ListAsync(query);
            var took = new List<double>();
            for (var at = 0; at < 100; at++)
            {
                var since = TimeProvider.System.GetTimestamp();
                await Directory.List(query);
                took.Add(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds);
            }

            took.Sort();
            TestContext.Current.SendDiagnosticMessage($"{teams} teams, {what}: p50 {took[50]:F1} ms, p95 {took[95]:F1} ms");
            if (teams >= 1_000_000)
            {
                Assert.True(took[95] <= 20, $"{what}: p95 is {took[95]:F1} ms.");
            }
        }
    }

    private async Task<List<TeamListing>> AllAsync(TeamsQuery query)
    {
        List<TeamListing> all = [];
        for (TeamPlace? after = null; ;)
        {
            var page = await Directory.List(query with { After = after });
            Assert.True(page.Items.Length <= query.Limit);
            all.AddRange(page.Items);
            if ((after = page.Next) is null)
            {
                return all;
            }
        }
    }

    private async Task AssertListedAsync(ITeamGrain team)
    {
        var listed = Assert.Single(await AllAsync(new TeamsQuery()));
        var account = new TeamAccount(listed.TeamId);
        await foreach (var entry in cluster.Reader.ReadAfterAsync(listed.TeamId, 0))
        {
            account.Replay(entry);
        }

        Assert.Equal(TeamViews.Listing(account), listed);
        Assert.Equal((await team.GetCredits())!.Status, listed.Status);
        Assert.Equal(account.ListedBy, await cluster.ScalarAsync("SELECT version FROM purser.team"));
    }

    /// <summary>Teams as they are listed, without their ledgers: Acme and a town each, one in a thousand past due.</summary>
    private async Task SeedAsync(int teams)
    {
        await using var command = cluster.Database.CreateCommand(
            $$"""
            INSERT INTO purser.team (team_id, version, name, time_zone, status, plan, seats, created_at)
            SELECT 'team-' || to_char(n, 'FM0000000'), 2,
              'Acme ' || (ARRAY['Berlin', 'Tokyo', 'Paris', 'Lima', 'Oslo', 'Rome', 'Kyiv', 'Quito', 'Bern', 'Bonn'])[1 + n % 10] || ' ' || md5(n::text),
              'UTC', CASE WHEN n % 1000 = 0 THEN 3 ELSE 2 END, 'pro', 3, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 s'
            FROM generate_series(1, {{teams}}) n;
            INSERT INTO purser.team_word (word, team_id)
            SELECT DISTINCT word, team_id FROM purser.team, regexp_split_to_table(lower(name || ' ' || team_id), '[^a-z0-9]+') word
            ON CONFLICT DO NOTHING;
            ANALYZE purser.team, purser.team_word;
            """);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
