using System.Runtime.InteropServices;

namespace Purser.Local;

internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Signals
{
    /// <summary>Sends the signal, unless the process is gone or its pid now belongs to another one.</summary>
    public static bool Send(this ProcessIdentity process, Signal signal) =>
        process.IsAlive && Kill(process.Pid, (int)signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
