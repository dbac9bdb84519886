using System.Globalization;

namespace Purser.Local;

/// <summary>
/// A process named by its pid and the moment it started (in clock ticks since boot), because a pid alone is reused:
/// whoever kills by a remembered pid sooner or later kills a stranger.
/// </summary>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>Zombies count as gone: all that is left of them is a line in their parent's books.</summary>
    public bool IsAlive => Stat.Read(Pid) is { IsZombie: false } stat && stat.StartTicks == StartTicks;

    public IReadOnlyList<string> CommandLine => ReadCommandLine(Pid);

    public static ProcessIdentity? Of(int pid) =>
        Stat.Read(pid) is { IsZombie: false } stat ? new ProcessIdentity(pid, stat.StartTicks) : null;

    public IReadOnlyList<ProcessIdentity> Children()
    {
        var children = new List<ProcessIdentity>();
        foreach (var process in All())
        {
            if (Stat.Read(process.Pid) is { } stat && stat.ParentPid == Pid)
            {
                children.Add(process);
            }
        }

        return children;
    }

    public static IEnumerable<ProcessIdentity> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Of(pid) is { } process)
            {
                yield return process;
            }
        }
    }

    private static string[] ReadCommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed record Stat(int ParentPid, long StartTicks, bool IsZombie)
    {
        public static Stat? Read(int pid)
        {
            try
            {
                // "pid (name) state ppid … starttime(22nd) …"; the name may itself hold spaces and brackets.
                var text = File.ReadAllText($"/proc/{pid}/stat");
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                return new Stat(
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    long.Parse(fields[19], CultureInfo.InvariantCulture),
                    fields[0] is "Z" or "X");
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
