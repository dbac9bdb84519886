using Purser.Health;
using Purser.Schema;

namespace Purser.Hosting;

internal static class Program
{
    public static Task<int> Main(string[] args) => ExitCode.OfAsync(() =>
        args is [MigrateCommand.Name, ..] ? MigrateCommand.RunAsync(args) : RunSiloAsync(args));

    private static async Task RunSiloAsync(string[] args)
    {
        await using var silo = BuildSilo(CreateSiloBuilder(args));
        await silo.RunAsync();
    }

    internal static WebApplicationBuilder CreateSiloBuilder(string[] args)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.UseDefaultUrl();
        builder.AddSiloOptions();
        builder.AddClock();
        builder.AddDatabase();
        builder.AddTeamGrains();
        builder.AddOrleansSilo();
        builder.AddSiloHealth();
        return builder;
    }

    internal static WebApplication BuildSilo(WebApplicationBuilder builder)
    {
        var silo = builder.Build();
        silo.ValidateOptions();
        silo.MapSiloHealth();
        silo.MapDashboard();
        return silo;
    }
}
