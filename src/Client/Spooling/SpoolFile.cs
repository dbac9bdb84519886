using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Purser.Client.Spooling;

/// <summary>
/// The spool's file: lines of JSON, each on disk before <see cref="Append"/> returns, so that a crash can tear the last line only. Of
/// one process at a time.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const string Name = "debits.ndjson";

    private readonly SafeFileHandle file;
    private long length;

    private SpoolFile(SafeFileHandle file) => this.file = file;

    /// <summary>Opens the file in a folder, or makes it, and reads it up to where a crash tore it.</summary>
    /// <exception cref="IOException">Another process uses it, or it cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is damaged, and not by a crash.</exception>
    public static SpoolFile Open(string folder, out IReadOnlyList<SpoolLine> lines)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        var spool = new SpoolFile(Take(path));
        try
        {
            lines = spool.Read(path);
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Adds a line; it is on disk afterwards.</summary>
    /// <exception cref="IOException">It may not be.</exception>
    public void Append(SpoolLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ContractJson.Default.SpoolLine), (byte)'\n'];
        // What an append that failed may have left behind is overwritten by the next, or is a torn last line.
        RandomAccess.SetLength(file, length);
        RandomAccess.Write(file, bytes, length);
        RandomAccess.FlushToDisk(file);
        length += bytes.Length;
    }

    /// <summary>Forgets all lines; to be called when every debit is settled.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(file, 0);
        length = 0;
    }

    public void Dispose() => file.Dispose();

    private static SafeFileHandle Take(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new IOException($"The spool {path} is in use by another client; every process, and every client in it, needs a folder of its own.", failure);
        }
    }

    private List<SpoolLine> Read(string path)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        for (var read = 0; read < bytes.Length;)
        {
            read += RandomAccess.Read(file, bytes.AsSpan(read), read);
        }

        var lines = new List<SpoolLine>();
        for (int end; (end = bytes.AsSpan((int)length).IndexOf((byte)'\n')) >= 0; length += end + 1)
        {
            if (ReadLine(bytes.AsSpan((int)length, end)) is { } line)
            {
                lines.Add(line);
            }
            else if (length + end + 1 < bytes.Length)
            {
                // Each line was on disk before the next was begun: this is no crash's doing, and nothing may be passed over.
                throw new InvalidDataException($"Line {lines.Count + 1} of the spool {path} cannot be read, and it is not the last one. Mend it, or take it out.");
            }
            else
            {
                break;
            }
        }

        RandomAccess.SetLength(file, length);
        return lines;
    }

    private static SpoolLine? ReadLine(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ContractJson.Default.SpoolLine) is { State: not SpoolState.Unknown } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
