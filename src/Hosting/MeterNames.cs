namespace Purser.Hosting;

/// <summary>The meters that are worth an operator's look; those that a process does not have cost nothing.</summary>
public static class MeterNames
{
    /// <summary>
    /// Purser's own, Orleans', Npgsql's, the HTTP server's and the runtime's.
    /// </summary>
    public static string[] All { get; } =
        ["Purser", "Microsoft.Orleans", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
}
