using Purser.Hosting;
using Purser.Silo;

namespace Purser.Schema;

/// <summary><c>purser migrate</c>: applies the schema and exits.</summary>
public static class MigrateCommand
{
    public const string Name = "migrate";

    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddSecretFiles();
        builder.AddSchema();

        using var host = builder.Build();
        host.ValidateOptions();
        await host.Services.GetRequiredService<SchemaMigration>().MigrateAsync(CancellationToken.None);
    }
}
