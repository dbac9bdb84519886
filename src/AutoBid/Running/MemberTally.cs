namespace Purser.AutoBid.Worker.Running;

/// <summary>The counts of one member; any thread may count and look.</summary>
internal sealed class MemberTally
{
    private readonly int[] counts = new int[Enum.GetValues<Counted>().Length];

    public int this[Counted what] => Volatile.Read(ref counts[(int)what]);

    /// <summary>Jobs of the feed that nobody looked at, because the member had stopped. Known once the worker is done.</summary>
    public int PassedOver => this[Counted.Read] - this[Counted.OutOfQuery] - this[Counted.Answered];

    public void Add(Counted what, int by = 1) => Interlocked.Add(ref counts[(int)what], by);
}
