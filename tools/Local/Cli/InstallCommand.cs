using System.CommandLine;

namespace Purser.Local;

/// <summary>For <c>./test</c> and <c>./bench</c>: what they run and the machine may not have.</summary>
internal static class InstallCommand
{
    /// <param name="name">How it is called.</param>
    /// <param name="what">What is installed if it is missing.</param>
    /// <param name="ensureAsync">Installs it.</param>
    /// <param name="output">Where it is said that an installation begins.</param>
    public static Command Create(string name, string what, Func<Action<string>, CancellationToken, Task> ensureAsync, TextWriter output)
    {
        var command = new Command(name, $"Installs {what} if missing.")
        {
            Hidden = true,
        };
        command.SetAction(async (_, cancellation) =>
        {
            await ensureAsync(output.WriteLine, cancellation);
            return 0;
        });
        return command;
    }
}
