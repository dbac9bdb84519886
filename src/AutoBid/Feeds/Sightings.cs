using System.Diagnostics.CodeAnalysis;

namespace Purser.AutoBid.Worker.Feeds;

/// <summary>
/// What a feed has had already, e.g. jobs, and where; of a feed without end only the last of it. To forget a job does no
/// harm: it is asked about again, and is known to be done with.
/// </summary>
internal sealed class Sightings(int most = Sightings.Jobs)
{
    /// <summary>Some 20 MB of jobs' ids.</summary>
    private const int Jobs = 100_000;

    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Notes one; false where it was there before, at <paramref name="first"/>.</summary>
    public bool TryAdd(string what, string where, [NotNullWhen(false)] out string? first)
    {
        if (places.TryGetValue(what, out first))
        {
            return false;
        }

        if (order.Count == most)
        {
            places.Remove(order.Dequeue());
        }

        places.Add(what, where);
        order.Enqueue(what);
        return true;
    }
}
