using Purser.Health;
using Purser.Hosting;

namespace Purser.Silo;

/// <summary>The silo: grains, their database, health and dashboard.</summary>
public static class SiloApp
{
    /// <summary>A silo that is ready to run.</summary>
    public static WebApplication Build(string[] args) => Build(CreateBuilder(args));

    /// <summary>A silo to which more can be added.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddSecretFiles();
        builder.UseDefaultUrl();
        builder.Services.AddJsonLogs();
        builder.AddSiloOptions();
        builder.AddClock();
        builder.AddDatabase();
        builder.AddPurserGrains();
        builder.AddOrleansSilo();
        builder.AddSiloHealth();
        builder.AddSiloMetrics();
        builder.AddOtlp();
        return builder;
    }

    /// <summary>The silo, once everything was added.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Something of its configuration is wrong.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var silo = builder.Build();
        silo.ValidateOptions();
        silo.MapSiloHealth();
        silo.MapDashboard();
        silo.MapSiloMetrics();
        return silo;
    }
}
