using Microsoft.Extensions.Options;
using Purser.Schema;

namespace Purser.Hosting;

internal static class HostBasics
{
    /// <summary>Time for grains to write their snapshots and for the ledger to drain; tens of thousands of teams take a while.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    public static void AddSiloOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SiloOptions>, SiloOptionsValidator>();
        builder.Services.AddOptions<SiloOptions>().BindConfiguration(SiloOptions.Section).ValidateOnStart();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
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
        builder.Services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>();
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>(static (options, configuration) =>
                options.ConnectionString = configuration[DatabaseOptions.Key] ?? "")
            .ValidateOnStart();
        builder.Services.AddSingleton<OrleansDatabase>();
        builder.Services.AddSingleton<SchemaMigration>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<SchemaMigration>());
    }
}
