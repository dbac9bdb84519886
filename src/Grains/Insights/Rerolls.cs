using System.Runtime.InteropServices;

namespace Purser.Insights;

/// <summary>Credits spent on doing again what had been done.</summary>
internal sealed class Rerolls
{
    private readonly Dictionary<long, Reroll> jobs = [];
    private readonly Dictionary<int, int> members = [];
    private readonly Dictionary<AiAction, int> actions = [];

    /// <summary>Credits in all.</summary>
    public int Credits { get; private set; }

    public IReadOnlyDictionary<AiAction, int> ByAction => actions;

    public void Take(in UseRow row, int credits)
    {
        Credits += credits;
        CollectionsMarshal.GetValueRefOrAddDefault(members, row.Member, out _) += credits;
        CollectionsMarshal.GetValueRefOrAddDefault(actions, row.Action, out _) += credits;
        if (row.Job != 0)
        {
            ref var job = ref CollectionsMarshal.GetValueRefOrAddDefault(jobs, row.Job, out _);
            job = new Reroll(credits > 0 ? row.Seq : job.Seq, job.Credits + credits);
        }
    }

    /// <summary>The jobs with the most re-rolls.</summary>
    public IReadOnlyList<Reroll> MostOfJobs(int count) =>
        [.. jobs.Values.Where(job => job.Credits > 0).OrderByDescending(job => job.Credits).ThenBy(job => job.Seq).Take(count)];

    /// <summary>The members with the most re-rolls, and how many they are.</summary>
    public IReadOnlyList<KeyValuePair<int, int>> MostOfMembers(int count) =>
        [.. members.Where(member => member.Value > 0).OrderByDescending(member => member.Value).ThenBy(member => member.Key).Take(count)];
}

/// <summary>Re-rolls of one job.</summary>
/// <param name="Seq">One of them, by which the job's id is found.</param>
/// <param name="Credits">How many.</param>
internal readonly record struct Reroll(long Seq, int Credits);
