using System.Reflection;

namespace Purser.Local;

/// <summary>Where the build put Purser, the Auto Bid worker and the example of a product: written into this assembly by Local.csproj, so that it holds
/// from every folder this assembly is copied to.</summary>
public sealed record ServerAssemblies(string Purser, string AutoBid, string ExampleHost)
{
    public static ServerAssemblies Built { get; } = new(Find("purser"), Find("Purser.AutoBid"), Find("Purser.ExampleHost"));

    private static string Find(string name) =>
        typeof(ServerAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => string.Equals(attribute.Key, name, StringComparison.Ordinal))?.Value
        ?? throw new InvalidOperationException($"The build did not say where {name} is.");
}
