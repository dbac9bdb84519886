namespace Purser.Benchmarks.Footprint;

/// <summary>One measured figure besides the table.</summary>
internal sealed record Figure(string Name, double Value, string Text)
{
    public override string ToString() => $"{Name}: {Text}";
}
