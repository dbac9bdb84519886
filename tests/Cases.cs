namespace Purser;

/// <summary>How much a test tries that takes long: many with <c>./test --thorough</c>, else few.</summary>
internal static class Cases
{
    private static readonly bool IsThorough = Environment.GetEnvironmentVariable("PURSER_THOROUGH") == "1";

    public static int Of(int many, int few) => IsThorough ? many : few;

    /// <summary>1, 2, 3 …; each a case of its own.</summary>
    public static TheoryData<int> Seeds(int many, int few) => [.. Enumerable.Range(1, Of(many, few))];
}
