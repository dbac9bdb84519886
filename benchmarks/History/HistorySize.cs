namespace Purser.Benchmarks.History;

/// <summary>How long a past is measured with.</summary>
/// <param name="Teams">Teams whose past is read: each is cold once for every start of the silo.</param>
/// <param name="Entries">Entries of each, all in its present cycle.</param>
/// <param name="Others">Entries of other teams in the same table.</param>
/// <param name="Starts">How often the silo is started anew for what is read cold.</param>
/// <param name="Samples">Requests of each kind.</param>
internal sealed record HistorySize(int Teams, int Entries, int Others, int Starts, int Samples)
{
    public static HistorySize Full { get; } = new(8, 200_000, 8_400_000, 3, 40);

    public static HistorySize Small { get; } = new(4, 20_000, 20_000, 1, 10);
}
