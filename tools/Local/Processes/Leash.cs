using System.Diagnostics;

namespace Purser.Local;

/// <summary>
/// Ends our children when we end, however we end. A small shell waits on a pipe whose other end only this process
/// holds: a `kill -9` closes it, and the shell then stops what is still held, last started first. (The kernel's own
/// PR_SET_PDEATHSIG fires when the thread that forked ends, which under .NET is any pool thread.)
/// </summary>
internal static class Leash
{
    private const string Script =
        """
        # Purser: stops what a launcher that was killed leaves behind.
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        cd /
        held=
        while read -r verb pid start signal; do
          case $verb in
            hold) held="$pid:$start:$signal $held" ;;
            free)
              kept=
              for each in $held; do case $each in "$pid:$start":*) ;; *) kept="$kept$each " ;; esac; done
              held=$kept ;;
          esac
        done
        alive() {
          stat=$(cat "/proc/$1/stat") || return 1
          wanted=$2
          set -- ${stat##*) }
          [ "$1" != Z ] && [ "${20}" = "$wanted" ]
        }
        for each in $held; do
          IFS=: read -r pid start signal <<END
        $each
        END
          alive "$pid" "$start" || continue
          kill -s "$signal" "$pid"
          patience=100
          while alive "$pid" "$start"; do
            [ $patience -gt 0 ] || kill -s KILL "$pid"
            patience=$((patience - 1))
            sleep 0.1
          done
        done
        """;

    private static readonly Lock Gate = new();
    private static Process? shell;

    public static void Hold(ProcessIdentity process, Signal signal) =>
        Tell($"hold {process.Pid} {process.StartTicks} {NameOf(signal)}");

    public static void Free(ProcessIdentity process) => Tell($"free {process.Pid} {process.StartTicks}");

    private static void Tell(string line)
    {
        lock (Gate)
        {
            shell ??= Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script])
            {
                RedirectStandardInput = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            }) ?? throw new InvalidOperationException("The shell that watches over child processes did not start.");
            shell.StandardInput.WriteLine(line);
            shell.StandardInput.Flush();
        }
    }

    private static string NameOf(Signal signal) => signal == Signal.Interrupt ? "INT" : "TERM";
}
