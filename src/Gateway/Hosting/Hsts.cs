using Purser.Hosting;

namespace Purser.Gateway.Hosting;

/// <summary>Whether browsers are told to come by an encrypted way alone.</summary>
internal sealed class HstsSettings
{
    public const string Section = "Purser";

    private const int Most = 3650;

    /// <summary>
    /// For how many days (<c>Strict-Transport-Security</c>). Default 0, not at all: it binds all of the host's ports, whoever has the others.
    /// </summary>
    public int HstsDays { get; set; }

    /// <summary>What is wrong with it, naming the value and the rule; empty when nothing is.</summary>
    public IEnumerable<string> Errors() =>
        HstsDays is >= 0 and <= Most ? [] : [$"{Section}:{nameof(HstsDays)} is {HstsDays}; it must be between 0 and {Most}."];
}

internal static class Hsts
{
    public static void AddHttpsOnly(this WebApplicationBuilder builder)
    {
        builder.Services.AddChecked<HstsSettings>(HstsSettings.Section, static settings => settings.Errors());
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(DaysOf(builder.Configuration)));
    }

    /// <summary>Said with each answer that goes an encrypted way.</summary>
    public static void UseHttpsOnly(this WebApplication app)
    {
        if (DaysOf(app.Configuration) > 0)
        {
            app.UseHsts();
        }
    }

    private static int DaysOf(IConfiguration configuration) => configuration.GetValue<int>($"{HstsSettings.Section}:{nameof(HstsSettings.HstsDays)}");
}
