namespace Purser.Benchmarks.Resets;

/// <summary>How large the measured resets are.</summary>
/// <param name="Teams">Teams whose cycle ends at one and the same instant.</param>
/// <param name="Active">How many of them are in memory then.</param>
/// <param name="Lead">From the first opening to that instant: long enough to open them all and to measure in peace.</param>
/// <param name="Reminders">Reminders that a silo starts with.</param>
internal sealed record ResetsSize(int Teams, int Active, TimeSpan Lead, int Reminders)
{
    public static ResetsSize Full { get; } = new(10_000, 1_000, TimeSpan.FromSeconds(75), 1_000_000);

    public static ResetsSize Small { get; } = new(1_000, 100, TimeSpan.FromSeconds(20), 50_000);
}
