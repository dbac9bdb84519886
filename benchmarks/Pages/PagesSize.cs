namespace Purser.Benchmarks.Pages;

/// <summary>How much the page is measured with.</summary>
/// <param name="Entries">Entries in the cycle of the team whose page is loaded.</param>
/// <param name="Samples">How often it is loaded.</param>
/// <param name="Open">Pages that are open at once, each of another team.</param>
/// <param name="Teams">Teams that spend, those with an open page among them.</param>
internal sealed record PagesSize(int Entries, int Samples, int Open, int Teams)
{
    public static PagesSize Full { get; } = new(50_000, 60, 500, 10_000);

    public static PagesSize Small { get; } = new(5_000, 10, 50, 1_000);
}
