using System.CommandLine;

namespace Purser.Local;

/// <summary>For <c>./test</c> and <c>./bench</c>: what they run needs PostgreSQL's server binaries.</summary>
internal static class InstallPostgresCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("install-postgres", "Installs PostgreSQL's server binaries if they are missing.")
        {
            Hidden = true,
        };
        command.SetAction(async (_, cancellation) =>
        {
            await PostgresInstaller.EnsureAsync(major: null, output.WriteLine, cancellation);
            return 0;
        });
        return command;
    }
}
