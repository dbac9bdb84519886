using System.Xml.Linq;

namespace Purser.Architecture.Tests;

/// <summary>The tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    /// <summary>The folders of the solution's projects.</summary>
    public static IEnumerable<string> Projects() => XDocument.Load(Path.Combine(Root, "Purser.slnx")).Descendants("Project")
        .Select(project => Path.GetDirectoryName(project.Attribute("Path")!.Value)!);

    /// <summary>The folders of the projects that a project is compiled against; those it only starts are left out.</summary>
    public static IEnumerable<string> ReferencesOf(string project)
    {
        var folder = Path.Combine(Root, project);
        return XDocument.Load(Assert.Single(Directory.GetFiles(folder, "*.csproj"))).Descendants("ProjectReference")
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value)))
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!));
    }

    /// <summary>The folders in a folder that hold code.</summary>
    public static IEnumerable<string> FoldersIn(string folder) => Directory.GetDirectories(Path.Combine(Root, folder))
        .Where(path => Directory.EnumerateFiles(path, "*.cs").Any())
        .Select(path => Path.GetRelativePath(Root, path));

    /// <summary>The text of each file below a folder whose name ends so.</summary>
    public static IEnumerable<string> ReadAll(string folder, string ending) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), $"*{ending}", SearchOption.AllDirectories).Select(File.ReadAllText);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "Purser.slnx"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run from the tree that they were built in."));
}
