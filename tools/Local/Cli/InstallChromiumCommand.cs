using System.CommandLine;

namespace Purser.Local;

/// <summary>For <c>./test</c>: the tests of the page drive the distribution's Chromium.</summary>
internal static class InstallChromiumCommand
{
    public static Command Create(TextWriter output)
    {
        var command = new Command("install-chromium", "Installs Chromium if it is missing.")
        {
            Hidden = true,
        };
        command.SetAction(async (_, cancellation) =>
        {
            await ChromiumInstaller.EnsureAsync(output.WriteLine, cancellation);
            return 0;
        });
        return command;
    }
}
