using System.Reflection;

namespace Purser.Local;

/// <summary>Where the build put Purser and the Auto Bid worker: written into this assembly by Local.csproj, so that it holds
/// from every folder this assembly is copied to.</summary>
public sealed record ServerAssemblies(string Purser, string AutoBid)
{
    public static ServerAssemblies Built { get; } = new(Find("purser"), Find("Purser.AutoBid"));

    private static string Find(string name) =>
        typeof(ServerAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => string.Equals(attribute.Key, name, StringComparison.Ordinal))?.Value
        ?? throw new InvalidOperationException($"The build did not say where {name} is.");
}
