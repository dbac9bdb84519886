using Microsoft.Extensions.Options;
using Purser.Accounts;
using Purser.Alerts;
using Purser.Billing;
using Purser.History;
using Purser.Hosting;
using Purser.Ledger;

namespace Purser.Silo;

/// <summary>What the silo's grains need from the host.</summary>
internal static class PurserGrains
{
    public static void AddPurserGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddChecked<LedgerOptions>(LedgerOptions.Section, static options => options.Errors());
        builder.Services.AddChecked<LedgerDatabaseOptions>(LedgerDatabaseOptions.Section, static options => options.Errors())
            .Configure<IOptions<SiloOptions>>(static (options, silo) => options.ClockAhead = silo.Value.ClockOffset);
        builder.Services.AddChecked<HistoryOptions>(HistoryOptions.Section, static options => options.Errors());
        builder.Services.AddChecked<Catalog>(Catalog.Section, static catalog => catalog.Errors());
        builder.Services.AddChecked<StripeOptions>(StripeOptions.Section, static options => options.Errors());
        builder.Services.AddChecked<AlertOptions>(AlertOptions.Section, static _ => []);
        builder.Services.AddTeams(static services =>
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);
    }
}
