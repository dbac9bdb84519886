namespace Purser.Local;

/// <summary>The <c>dotnet</c> that runs us, or the one that an executable of ours was told of.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (System.IO.Path.GetFileName(Environment.ProcessPath) is "dotnet")
        {
            return Environment.ProcessPath!;
        }

        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        var host = System.IO.Path.Combine(root ?? "", "dotnet");
        return root is { Length: > 0 } && File.Exists(host) ? host : "dotnet";
    }
}
