using System.Security.Cryptography;

namespace Purser.Local;

/// <summary>A folder that is gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    public static TemporaryFolder Create(string prefix)
    {
        var name = $"{prefix}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), name);
        DataFolder.CreateDirectory(path);
        return new TemporaryFolder(path);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
