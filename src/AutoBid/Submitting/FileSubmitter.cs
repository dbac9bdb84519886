using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Purser.AutoBid.Worker.Submitting;

/// <summary>
/// Adds each proposal to a file as a line of JSON; it counts when the disk has it. Any number of calls and of processes may add
/// to one file: every line is one write, and the system puts each behind the last.
/// </summary>
internal sealed partial class FileSubmitter : IProposalSubmitter, IDisposable
{
    private const int ReadWrite = 2, Create = 0x40, Append = 0x400, CloseOnExec = 0x80000;
    private const int Readable = 0b110_100_100; // 644, less the umask

    private readonly SafeFileHandle file;

    private FileSubmitter(SafeFileHandle file) => this.file = file;

    /// <summary>Opens a file, new or not.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static FileSubmitter Open(string path)
    {
        // By hand, for .NET's own FileMode.Append only starts at the end: two processes would write over each other.
        var opened = OpenFile(path, ReadWrite | Create | Append | CloseOnExec, Readable);
        if (opened.IsInvalid)
        {
            var reason = Marshal.GetLastPInvokeErrorMessage();
            opened.Dispose();
            throw new IOException($"Proposals cannot be written to {path}: {reason}.");
        }

        var submitter = new FileSubmitter(opened);
        submitter.EndTornLine();
        return submitter;
    }

    public async Task SubmitAsync(Proposal proposal, CancellationToken cancellation)
    {
        var line = ProposalJson.ToLine(proposal);
        try
        {
            // Begun, it is not given up: half a line would help nobody.
            await Task.Run(() => Add(line), cancellation);
        }
        catch (IOException exception)
        {
            // A line that is there and that the disk would not promise to keep is there.
            throw new SubmissionFailedException($"The proposal cannot be written: {exception.Message}", mayHaveArrived: true, exception);
        }
    }

    public void Dispose() => file.Dispose();

    private void Add(byte[] line)
    {
        // A file opened to append takes every write at its end, whatever its offset says.
        RandomAccess.Write(file, line, fileOffset: 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Power may have gone in the middle of a line; the next is not to be glued to it.</summary>
    private void EndTornLine()
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> last = [(byte)'\n'];
        if (length > 0 && RandomAccess.Read(file, last, length - 1) == 1 && last[0] != '\n')
        {
            RandomAccess.Write(file, "\n"u8, fileOffset: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);
}
