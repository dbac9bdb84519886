using Microsoft.Extensions.Options;
using Purser.Hosting;
using Purser.Ledger;
using Purser.Schema;

namespace Purser.Silo;

internal static class HostBasics
{
    /// <summary>
    /// For grains to store their snapshots and for the ledger to drain. With <see cref="ShutdownDeadline"/>'s grace it
    /// makes the thirty seconds after which container platforms kill.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    public static void AddSiloOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddChecked<SiloOptions>(SiloOptions.Section, options => options.Errors(builder.Environment));
        builder.Services.AddChecked<ClusterSecrets>(ClusterSecrets.Section, static secrets => secrets.Errors());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddHostedService<ShutdownDeadline>();
    }

    public static void AddClock(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(static services =>
            services.GetRequiredService<IOptions<SiloOptions>>().Value.ClockOffset is var offset && offset > TimeSpan.Zero
                ? new ShiftedTimeProvider(offset)
                : TimeProvider.System);

        // Membership compares its clock with the times in silos' addresses and rows, which come from the real one;
        // shifted by more than an hour it would take every silo for long dead.
        builder.Services.AddKeyedSingleton(TimeProviderNames.Membership, TimeProvider.System);
    }

    public static void AddDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddSchema();
        builder.Services.AddHostedService(static services => services.GetRequiredService<SchemaMigration>());
        builder.Services.AddHostedService<DatabaseCheck>();
        builder.Services.AddSingleton<OrleansDatabase>();
    }

    public static void AddSchema(this IHostApplicationBuilder builder)
    {
        builder.Services.AddChecked<DatabaseOptions>(LedgerDatabaseOptions.Section, static options => options.Errors())
            .Configure<IConfiguration>(static (options, configuration) => options.ConnectionString = configuration[DatabaseAddress.Key] ?? "");
        builder.Services.AddSingleton<SchemaMigration>();
    }
}
