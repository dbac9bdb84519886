namespace Purser.Local;

internal static class LogTail
{
    private const int Bytes = 16 * 1024;

    /// <summary>The last lines of a log, indented, for an error message that saves looking the file up.</summary>
    public static string Of(string file, int lines = 20)
    {
        if (!File.Exists(file))
        {
            return $"  ({file} was not written)";
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(Bytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var tail = reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines);
        return $"  the end of {file}:\n" + string.Join('\n', tail.Select(line => "  | " + line));
    }
}
