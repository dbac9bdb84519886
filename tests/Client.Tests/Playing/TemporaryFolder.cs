namespace Purser.Client.Tests;

/// <summary>A folder for a test's time.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("purser-client-").FullName;

    /// <summary>The spool's file.</summary>
    public string SpoolFile => System.IO.Path.Combine(Path, "debits.ndjson");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
