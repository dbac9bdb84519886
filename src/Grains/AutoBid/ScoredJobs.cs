using System.Runtime.InteropServices;

namespace Purser.AutoBid;

/// <summary>
/// Jobs in the order in which they were begun, with the skills they ask for. A skill's name is kept once and a job's skills are
/// numbers, so that a hundred thousand jobs are a few megabytes.
/// </summary>
internal sealed class ScoredJobs
{
    private readonly List<ScoredJob> jobs = [];
    private readonly List<int> skills = [];
    private readonly List<int> ends = [];
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);

    public int Count => jobs.Count;

    /// <summary>The names of all skills; case does not count.</summary>
    public IReadOnlyList<string> SkillNames => names;

    public ReadOnlySpan<ScoredJob> All => CollectionsMarshal.AsSpan(jobs);

    /// <summary>Adds the next job.</summary>
    /// <param name="job">It.</param>
    /// <param name="skillLines">The skills it asks for, one a line.</param>
    public void Add(ScoredJob job, ReadOnlySpan<char> skillLines)
    {
        var known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var line in skillLines.Split('\n'))
        {
            var name = skillLines[line];
            if (name.IsEmpty)
            {
                continue;
            }

            if (!known.TryGetValue(name, out var number))
            {
                number = names.Count;
                names.Add(name.ToString());
                numbers.Add(names[number], number);
            }

            skills.Add(number);
        }

        jobs.Add(job);
        ends.Add(skills.Count);
    }

    /// <summary>The numbers of the skills that a job asks for: places in <see cref="SkillNames"/>.</summary>
    public ReadOnlySpan<int> SkillsOf(int job)
    {
        var start = job == 0 ? 0 : ends[job - 1];
        return CollectionsMarshal.AsSpan(skills)[start..ends[job]];
    }
}
