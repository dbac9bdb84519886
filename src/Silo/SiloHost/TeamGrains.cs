using Microsoft.Extensions.Options;
using Purser.Ledger;

namespace Purser.SiloHost;

internal static class TeamGrains
{
    private const string LedgerSection = "Purser:Ledger";

    /// <summary>The ledger and what team grains are made of.</summary>
    public static void AddTeamGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidator>();
        builder.Services.AddOptions<LedgerOptions>().BindConfiguration(LedgerSection).ValidateOnStart();
        builder.Services.AddTeams(builder.Configuration[DatabaseOptions.Key] ?? "");
    }

    private sealed class LedgerOptionsValidator : IValidateOptions<LedgerOptions>
    {
        public ValidateOptionsResult Validate(string? name, LedgerOptions options)
        {
            var failures = new ValidateOptionsResultBuilder();
            foreach (var error in options.Errors())
            {
                failures.AddError($"{LedgerSection}:{error}");
            }

            return failures.Build();
        }
    }
}
