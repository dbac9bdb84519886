using Purser.Health;
using Purser.Hosting;
using Purser.Schema;

return await ExitCode.OfAsync(() => args is [MigrateCommand.Name, ..] ? MigrateCommand.RunAsync(args) : RunSiloAsync(args));

static async Task RunSiloAsync(string[] args)
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

    await using var silo = builder.Build();
    silo.ValidateOptions();
    silo.MapSiloHealth();
    silo.MapDashboard();
    await silo.RunAsync();
}
