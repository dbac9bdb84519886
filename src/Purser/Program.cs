using Purser.Gateway;
using Purser.Hosting;
using Purser.Keys;
using Purser.Silo;
using Purser.Schema;

namespace Purser;

/// <summary>
/// <c>purser</c>: a silo, a gateway, or both in one process, as <c>Purser:Roles</c> says; <c>purser migrate</c> applies the schema,
/// <c>purser keys</c> keeps the keys of the API.
/// </summary>
internal static class Program
{
    /// <summary>
    /// What waits for a socket goes on in the thread that listens to it, instead of waking another. The runtime reads this with
    /// its first socket, and knows no other way to be told.
    /// </summary>
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static Task<int> Main(string[] args)
    {
        Environment.SetEnvironmentVariable(InlineCompletions, Environment.GetEnvironmentVariable(InlineCompletions) ?? "1");
        if (args is [KeysCommand.Name, ..])
        {
            return KeysCommand.RunAsync(args[1..]);
        }

        return ExitCode.OfAsync(() => args is [MigrateCommand.Name, ..] ? MigrateCommand.RunAsync(args) : ChosenRoles.Of(args) switch
        {
            Roles.Silo => RunAsync(SiloApp.Build(args)),
            Roles.Gateway => RunAsync(GatewayApp.Build(args)),
            _ => RunAsync(OneProcess.Build(args)),
        });
    }

    private static async Task RunAsync(WebApplication application)
    {
        await using (application)
        {
            await application.RunAsync();
        }
    }
}
