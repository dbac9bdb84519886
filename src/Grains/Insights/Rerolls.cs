using System.Runtime.InteropServices;

namespace Purser.Insights;

/// <summary>Credits spent on doing again what had been done.</summary>
internal sealed class Rerolls
{
    private readonly Dictionary<int, int> jobs = [];
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
            CollectionsMarshal.GetValueRefOrAddDefault(jobs, row.Job, out _) += credits;
        }
    }

    /// <summary>The jobs with the most re-rolls, and how many they are.</summary>
    public IReadOnlyList<KeyValuePair<int, int>> MostOfJobs(int count) => Most(jobs, count);

    /// <summary>The members with the most re-rolls, and how many they are.</summary>
    public IReadOnlyList<KeyValuePair<int, int>> MostOfMembers(int count) => Most(members, count);

    private static IReadOnlyList<KeyValuePair<int, int>> Most(Dictionary<int, int> credits, int count) =>
        [.. credits.Where(one => one.Value > 0).OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(count)];
}
