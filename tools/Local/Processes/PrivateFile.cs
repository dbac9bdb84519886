namespace Purser.Local;

/// <summary>Files that hold a secret: readable by their owner only, from their first byte on.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string content)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    /// <summary>The secret kept in the file, made by <paramref name="create"/> the first time.</summary>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        if (!File.Exists(path))
        {
            Write(path, create());
        }

        return File.ReadAllText(path).Trim();
    }
}
