namespace Purser.Benchmarks.Load;

/// <summary>The teams of a case: one hot team, or as many as <paramref name="Count"/> whose ids end in a number.</summary>
internal sealed record TeamNames(string Prefix, int Count)
{
    /// <summary>The id, with the number's place marked.</summary>
    public string Pattern => $"{Prefix}-########";

    public string this[int n] => $"{Prefix}-{n:D8}";
}
