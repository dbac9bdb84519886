using System.Collections.Concurrent;
using System.Text.Json;

namespace Purser.Tests.Fuzzing;

/// <summary>Ids that exist, by the names of what holds them: the teams', and whatever answers have told of since.</summary>
internal sealed class KnownNames
{
    /// <summary>Values kept of each name; later ones take the places of earlier ones.</summary>
    private const int Most = 24;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> values = new(StringComparer.Ordinal);

    public void Add(string name, string value)
    {
        var known = values.GetOrAdd(name, static _ => new ConcurrentQueue<string>());
        known.Enqueue(value);
        if (known.Count > Most)
        {
            known.TryDequeue(out _);
        }
    }

    /// <summary>Takes in the ids and cursors of an answer.</summary>
    public void Learn(JsonElement answer)
    {
        switch (answer.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in answer.EnumerateObject())
                {
                    if (IsName(member.Name) && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    {
                        Add(member.Name == "next" ? "cursor" : member.Name, member.Value.ToString());
                    }

                    Learn(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in answer.EnumerateArray())
                {
                    Learn(item);
                }

                break;
        }
    }

    /// <summary>One that is known by a name, most of the time; null where none is.</summary>
    public string? Any(string name, Random random) =>
        values.TryGetValue(name, out var known) && known.ToArray() is { Length: > 0 } all && random.Next(10) > 0 ? all[random.Next(all.Length)] : null;

    private static bool IsName(string name) => name is "next" || name.EndsWith("Id", StringComparison.Ordinal);
}
