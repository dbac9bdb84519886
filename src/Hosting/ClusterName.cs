namespace Purser.Hosting;

/// <summary>What clusters and services may be called.</summary>
public static class ClusterName
{
    private const int Longest = 150;

    /// <summary>What is wrong with a name; empty when nothing is.</summary>
    /// <param name="key">Where it is in the configuration.</param>
    /// <param name="name">The name.</param>
    public static IEnumerable<string> Errors(string key, string? name)
    {
        if (name is not { Length: > 0 and <= Longest } || !name.All(static c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c)))
        {
            yield return $"{key} is '{name}': it must be 1 to {Longest} of A-Z a-z 0-9 . _ : -";
        }
    }
}
