namespace Purser.History.Blocks;

/// <summary>By two things at once: what is in a group of the one and in a group of the other.</summary>
internal sealed class Crossed(Grouping one, Grouping other) : Grouping
{
    private readonly Dictionary<(int One, int Other), int> groups = [];
    private readonly List<(int One, int Other)> pairs = [];

    public override int Count => pairs.Count;

    public override void Enter(UsageBlock block, long from)
    {
        one.Enter(block, from);
        other.Enter(block, from);
    }

    public override void EnterLater(UsageBlock block)
    {
        one.EnterLater(block);
        other.EnterLater(block);
    }

    public override int Of(int place) => GroupOf((one.Of(place), other.Of(place)));

    public override int OfReversal(int place, long debit) => GroupOf((one.OfReversal(place, debit), other.OfReversal(place, debit)));

    /// <remarks>Ids, codes and days have no slash.</remarks>
    public override string KeyOf(int group) => $"{one.KeyOf(pairs[group].One)}/{other.KeyOf(pairs[group].Other)}";

    public override int Compare(int one, int other) => string.CompareOrdinal(KeyOf(one), KeyOf(other));

    public override void Dispose()
    {
        one.Dispose();
        other.Dispose();
        base.Dispose();
    }

    private int GroupOf((int One, int Other) pair)
    {
        if (!groups.TryGetValue(pair, out var group))
        {
            groups.Add(pair, group = pairs.Count);
            pairs.Add(pair);
        }

        return group;
    }
}
