using System.Runtime.InteropServices;

namespace Purser.Local;

internal enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Signals
{
    private const nint DefaultHandler = 0;

    /// <summary>Sends the signal, unless the process is gone or its pid now belongs to another one.</summary>
    public static bool Send(this ProcessIdentity process, Signal signal) =>
        process.IsAlive && Kill(process.Pid, (int)signal) == 0;

    /// <summary>Hears the signal again where whoever started us has it ignored, as scripts do for what they start with &amp;.</summary>
    public static void Heed(Signal signal) => SetHandler((int)signal, DefaultHandler);

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
