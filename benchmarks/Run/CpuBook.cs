using System.Globalization;

namespace Purser.Benchmarks.Run;

/// <summary>Processes whose processor time is told as one: a part of a target.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Process">The process; its children count with it.</param>
internal sealed record CpuPart(string Name, Func<int> Process);

/// <summary>The processor time that the parts of a target take, read from <c>/proc</c>.</summary>
internal sealed class CpuBook(params IReadOnlyList<CpuPart> parts)
{
    // USER_HZ: what Linux tells times in, on every machine.
    private const double TicksPerSecond = 100;

    /// <summary>All that each part has taken up to now.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Read()
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? Stat(pid) : null)
            .OfType<ProcessStat>()
            .ToLookup(static stat => stat.Parent);
        return parts
            .GroupBy(part => part.Name, StringComparer.Ordinal)
            .ToDictionary(
                part => part.Key,
                part => TimeSpan.FromSeconds(part.Sum(each => (Stat(each.Process())?.Ticks ?? 0) + children[each.Process()].Sum(child => child.Ticks)) / TicksPerSecond),
                StringComparer.Ordinal);
    }

    /// <summary>What each part took between two readings.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Between(IReadOnlyDictionary<string, TimeSpan> before, IReadOnlyDictionary<string, TimeSpan> after) =>
        after.ToDictionary(part => part.Key, part => part.Value - before[part.Key], StringComparer.Ordinal);

    private static ProcessStat? Stat(int pid)
    {
        try
        {
            // "pid (name) state ppid …", of which the name may contain anything; own time and that of children that have ended.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record ProcessStat(int Parent, long Ticks);
}
