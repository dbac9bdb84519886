using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Purser.Access;
using Purser.Accounts;
using Purser.Alerts;
using Purser.AutoBid;
using Purser.Billing;
using Purser.History;
using Purser.Insights.Reading;
using Purser.Ledger;
using Purser.Listing;
using Purser.Portal;
using Purser.Teams;

namespace Purser;

/// <summary>What a silo needs to host teams.</summary>
public static class TeamServices
{
    /// <summary>
    /// Adds the ledger and what the team grains are made of. The silo must also have a grain storage named
    /// <c>snapshots</c>; options and catalog are those registered, checked, else the defaults.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="connectionString">Where the database with schema <c>purser</c> is.</param>
    public static IServiceCollection AddTeams(
        this IServiceCollection services, Func<IServiceProvider, string> connectionString)
    {
        // A defect reaches its caller under its own name, not as an answer that cannot be sent.
        services.Configure<ExceptionSerializationOptions>(static options => options.SupportedNamespacePrefixes.Add(nameof(Purser)));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<Catalog>>().Value);
        services.AddSingleton<DatabaseGuard>();
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<DatabaseWatch>());
        services.AddSingleton(static provider => ConnectionBudget.Of(
            provider.GetRequiredService<IOptions<LedgerDatabaseOptions>>().Value.Connections,
            provider.GetRequiredService<IOptions<LedgerOptions>>().Value.Lanes));
        services.AddSingleton(provider => new LedgerDatabase(
            connectionString(provider), provider.GetRequiredService<ConnectionBudget>(), provider.GetRequiredService<DatabaseGuard>().CheckAsync));
        services.AddSingleton(static provider => new LedgerReader(provider.GetRequiredService<LedgerDatabase>().Source));
        services.AddKeyedSingleton(HistoryGrain.Reader, static (provider, _) =>
            new LedgerReader(provider.GetRequiredService<LedgerDatabase>().History));
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageLines>();
        services.AddSingleton<BlockStore>();
        services.AddSingleton<UsageBlocks>();
        services.AddSingleton<UsageSearch>();
        services.AddSingleton<UsageSummaries>();
        services.AddSingleton<Cycles>();
        services.AddMetrics();
        services.AddSingleton<LedgerMeter>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            static provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton(static provider => new StripeRate(
            provider.GetRequiredService<IOptions<StripeOptions>>().Value.RequestsPerSecond,
            () => provider.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StripeMeter>();
        services.AddSingleton<StripeAccount>();
        services.AddSingleton<StripeEventPruner>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<StripeEventPruner>());
        services.AddSingleton(static provider => new BillingStore(
            provider.GetRequiredService<LedgerDatabase>().Work, provider.GetRequiredService<DatabaseGuard>()));
        services.AddSingleton(static provider => new PortalStore(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new PortalSessionStore(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new ApiKeyStore(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new AutoBidStore(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new AutoBidReads(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddKeyedSingleton(AutoBidReads.Insights, static (provider, _) =>
            new AutoBidReads(provider.GetRequiredService<LedgerDatabase>().History));
        services.AddSingleton<StepMeter>();
        services.AddSingleton<InsightTurns>();
        services.AddSingleton<InsightReader>();
        services.AddSingleton(static provider => new JobWriter(
            provider.GetRequiredService<LedgerDatabase>().Lanes, provider.GetRequiredService<ILogger<JobLane>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<JobWriter>());
        services.AddSingleton(static provider => new AuditLog(provider.GetRequiredService<LedgerDatabase>().History));
        services.AddSingleton(static provider => new AlertQueue(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new AlertLog(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton(static provider => new AlertEndpointStore(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton<AlertBell>();
        services.AddSingleton<AlertMeter>();
        services.AddSingleton(static provider => new AlertSender(
            provider.GetRequiredService<IOptions<AlertOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RunningDryWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<RunningDryWatch>());
        services.AddSingleton<AlertDeliveries>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<AlertDeliveries>());
        services.AddSingleton(static provider => new TeamLists(provider.GetRequiredService<LedgerDatabase>().Work));
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton(static provider => new DirectoryStore(provider.GetRequiredService<LedgerDatabase>().Source));
        services.AddSingleton<TeamJournals>();
        services.AddSingleton(static provider => new DirectDebits(provider.GetRequiredService<LedgerMeter>()));
        return services;
    }
}
