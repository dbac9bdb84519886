using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Billing;
using Purser.History;
using Purser.Ledger;

namespace Purser.Silo;

/// <summary>What the silo's grains need from the host.</summary>
internal static class PurserGrains
{
    public static void AddPurserGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LedgerOptions>().BindConfiguration("Purser:Ledger").ValidateOnStart();
        builder.Services.AddOptions<LedgerDatabaseOptions>()
            .BindConfiguration(LedgerDatabaseOptions.Section)
            .Configure<IOptions<SiloOptions>>(static (options, silo) => options.ClockAhead = silo.Value.ClockOffset)
            .ValidateOnStart();
        builder.Services.AddOptions<HistoryOptions>().BindConfiguration(HistoryOptions.Section).ValidateOnStart();
        builder.Services.AddOptions<Catalog>().BindConfiguration("Purser:Catalog").ValidateOnStart();
        builder.Services.AddOptions<StripeOptions>().BindConfiguration(StripeOptions.Section).ValidateOnStart();
        builder.Services.AddTeams(static services =>
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);
    }
}
