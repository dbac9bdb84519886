using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Ledger;
using Purser.Teams;

namespace Purser;

/// <summary>What a silo needs to host teams.</summary>
public static class Hosting
{
    /// <summary>
    /// Adds the ledger and what the team grains are made of. The silo must also have a grain storage named
    /// <c>snapshots</c>; options and catalog are those registered, else the defaults.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="connectionString">The database with schema <c>purser</c>.</param>
    public static IServiceCollection AddTeams(this IServiceCollection services, string connectionString)
    {
        services.AddOptions<LedgerOptions>().Validate(
            options => !options.Errors().Any(), "The ledger's options are out of range; see LedgerOptions.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Catalog>();
        services.AddSingleton(provider =>
            new LedgerDatabase(connectionString, provider.GetRequiredService<IOptions<LedgerOptions>>().Value.Lanes));
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<TeamJournals>();
        return services;
    }
}
