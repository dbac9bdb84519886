using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Purser.Local;

/// <summary>What one local instance keeps between its runs. Held by one launcher at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream folderLock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        folderLock = @lock;
    }

    public string Path { get; }

    /// <summary>Takes the folder, which the kernel gives back when this process ends, however it ends.</summary>
    /// <exception cref="LocalException">Another launcher has it.</exception>
    public static DataFolder Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LocalException($"The data folder {path} cannot be made: {failure.Message}", failure);
        }

        var file = System.IO.Path.Combine(path, "launcher.lock");
        try
        {
            var @lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // Beside it, because a locked file cannot be read.
            File.WriteAllText(Holder(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(path, @lock);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new LocalException($"{path} belongs to another user; choose another folder with --data.", denied);
        }
        catch (IOException taken)
        {
            throw new LocalException(
                $"Purser already runs in {path} (process {File.ReadAllText(Holder(path))}). Stop that one first, or choose another folder with --data.",
                taken);
        }
    }

    /// <summary>
    /// Nobody else's business, except that root lends its database to another account, which has to pass through.
    /// </summary>
    public static void CreateDirectory(string path) =>
        Directory.CreateDirectory(
            path,
            Environment.IsPrivilegedProcess ? Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Private);

    /// <summary>The operator's key of this instance, made once: 256 random bits behind a prefix that is easy to search for.</summary>
    public string OperatorKey() =>
        PrivateFile.ReadOrCreate(
            System.IO.Path.Combine(Path, "operator.key"),
            () => "purser_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>A log file that begins with this run; the one before it is kept beside it.</summary>
    public string NewLog(string name)
    {
        var folder = System.IO.Path.Combine(Path, "logs");
        CreateDirectory(folder);
        var file = System.IO.Path.Combine(folder, name + ".log");
        if (File.Exists(file))
        {
            File.Move(file, System.IO.Path.Combine(folder, name + ".previous.log"), overwrite: true);
        }

        return file;
    }

    public PidFiles PidFiles() => new(System.IO.Path.Combine(Path, "pids"));

    public void Dispose() => folderLock.Dispose();

    private static string Holder(string path) => System.IO.Path.Combine(path, "launcher.pid");
}
