using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.TestingHost;
using Purser.Accounts;
using Purser.Alerts;
using Purser.Billing;
using Purser.History;
using Purser.Ledger;
using Purser.Teams;

namespace Purser.Grains.Tests.Teams;

/// <summary>A cluster within this process, on a database of its own. Tests tell their stories with it.</summary>
internal sealed class TeamCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster cluster;

    private TeamCluster(InProcessTestCluster cluster, NpgsqlDataSource database, MovableClock clock) =>
        (this.cluster, Database, Clock) = (cluster, database, clock);

    public NpgsqlDataSource Database { get; }

    public MovableClock Clock { get; }

    /// <param name="server">Where its database is made.</param>
    /// <param name="configure">The ledger's options.</param>
    /// <param name="clock">A clock that others go by as well.</param>
    /// <param name="stripe">The stand-in that plays Stripe.</param>
    /// <param name="database">What the database must be like; if null, its clock may be any.</param>
    /// <param name="forecasts">Whether teams are told that they will run dry.</param>
    public static async Task<TeamCluster> StartAsync(
        LedgerServer server,
        Action<LedgerOptions>? configure = null,
        MovableClock? clock = null,
        StripeOptions? stripe = null,
        Action<LedgerDatabaseOptions>? database = null,
        bool forecasts = false)
    {
        var connectionString = await server.CreateMigratedAsync();
        clock ??= new MovableClock();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(SnapshotStore.StorageName);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton<TimeProvider>(clock);
            // Calls that are under way when the clock is moved have not waited for that long.
            silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromDays(10_000));
            silo.Services.Configure<Catalog>(catalog =>
            {
                catalog.Plans["pro"].OtherStripePrices.Add("price_pro_before");
                catalog.Plans["tiny"] = new CatalogPlan { CreditsPerSeat = 10, StripePrice = "price_tiny" };
                catalog.Plans["tiny"].OtherStripePrices.Add("price_tiny_year");
                catalog.Plans["pro"].StripePrice = "price_pro";
                catalog.Packs["priced"] = new CatalogPack { Credits = 100, Amount = 1200, StripePrice = "price_pack" };
            });
            silo.Services.Configure<StripeOptions>(options =>
            {
                if (stripe is not null)
                {
                    (options.ApiKey, options.ApiBase) = (stripe.ApiKey, stripe.ApiBase);
                    (options.RequestsPerSecond, options.ConfirmationSpread) = (stripe.RequestsPerSecond, stripe.ConfirmationSpread);
                }
            });
            // Receivers of alerts are on this machine; and nobody but a test is to look at its teams.
            silo.Services.Configure<AlertOptions>(options => (options.PrivateReceivers, options.Forecasts) = (true, forecasts));
            silo.Services.Configure(configure ?? (_ => { }));
            // Most tests move the clock by days.
            silo.Services.Configure(database ?? (options => options.MostClockDifference = Timeout.InfiniteTimeSpan));
            silo.Services.AddTeams(_ => server.AsSilo(connectionString));
        });
        // The silo has a client of its own: another costs as much time as the silo. What goes over a wire is for the tests of a cluster.
        builder.Options.InitializeClientOnDeploy = false;
        var built = builder.Build();
        await built.DeployAsync();
        return new TeamCluster(built, NpgsqlDataSource.Create(connectionString), clock);
    }

    public ITeamGrain Team(string teamId = "acme") => Client.GetGrain<ITeamGrain>(teamId);

    public IHistoryGrain History(string teamId = "acme") => Client.GetGrain<IHistoryGrain>(teamId);

    public IBillingGrain Billing(string teamId = "acme") => Client.GetGrain<IBillingGrain>(teamId);

    public IClusterClient Client => Service<IClusterClient>();

    public IStripeInbox Inbox => Client.GetGrain<IStripeInbox>(0);

    public LedgerReader Reader => Service<LedgerReader>();

    public T Service<T>()
        where T : notnull => cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    /// <summary>A team of olga's whose pool is ten credits a seat.</summary>
    public async Task<ITeamGrain> OpenAsync(string teamId = "acme", int seats = 1)
    {
        var opened = await Team(teamId).Open(new OpenTeam(
            "Acme", "UTC", new TeamOwner(MemberId.Parse("olga"), "Olga"), new SubscriptionTerms("tiny", seats, Anchor: null)));
        Assert.IsType<OpenOutcome.Opened>(opened);
        return Team(teamId);
    }

    /// <summary>Makes every idle activation go, so that the next call reads the ledger again.</summary>
    public Task DeactivateAsync() =>
        Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Runs something while nobody can commit, so that commits in flight pile up; then lets them go.</summary>
    public async Task WhileNobodyCommitsAsync(Func<Task> run)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand("LOCK TABLE purser.ledger IN SHARE MODE", connection, transaction))
        {
            await locking.ExecuteNonQueryAsync();
        }

        await run();
        await transaction.RollbackAsync();
    }

    /// <summary>Until something is so, or half a minute is over.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !holds(); await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "It did not come true.");
        }
    }

    /// <summary>What another activation of the team would write: an entry after the table's last.</summary>
    public async Task ForgeAsync(TeamEvent happened, string teamId = "acme")
    {
        var account = new TeamAccount(TeamId.Parse(teamId));
        await foreach (var entry in Reader.ReadAfterAsync(TeamId.Parse(teamId), 0))
        {
            account.Replay(entry);
        }

        var rows = new EntryRows();
        rows.Add(TeamId.Parse(teamId), account.Append(happened, account.Now(Clock.GetUtcNow())));
        await using var connection = await Database.OpenConnectionAsync();
        await using var insert = rows.CreateStatement(connection);
        await insert.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string where) => Convert.ToInt64(
        await ScalarAsync($"SELECT count(*) FROM purser.ledger WHERE {where}"), CultureInfo.InvariantCulture);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Short forms of calls, so that a test's lines say what it is about.</summary>
internal static class TeamCalls
{
    public static DebitRequest Request(string key, string member = "olga", AiAction action = AiAction.CoverLetter, string? job = null) =>
        new(key, MemberId.Parse(member), action, job is null ? null : JobId.Parse(job));

    public static Task<DebitOutcome> Debit(this ITeamGrain team, string key, string member = "olga") =>
        team.Debit(Request(key, member));

    public static DebitOutcome.Debited Debited(this DebitOutcome outcome) => Assert.IsType<DebitOutcome.Debited>(outcome);

    public static RefusalReason Reason(this DebitOutcome outcome) =>
        Assert.IsType<DebitOutcome.Refused>(outcome).Refusal.Reason;

    public static async Task GrantAsync(this ITeamGrain team, long credits, string key = "grant") =>
        Assert.IsType<GrantOutcome.Granted>(await team.GrantExtra(new ExtraGrant(key, new Credits(credits), "goodwill")));
}
