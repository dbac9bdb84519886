using Purser.History.Blocks;

namespace Purser.Insights.Reading;

/// <summary>What credits went on, taken from blocks in their order, and who and what the numbers in it stand for.</summary>
/// <param name="since">Since when, in microseconds since 1970.</param>
internal sealed class SpentCredits(long since) : IDisposable
{
    private readonly ByMember members = new();
    private readonly ByJob jobs = new();
    private readonly long[] times = new long[UsageBlock.Size];

    public UseFacts Facts { get; } = new();

    /// <summary>The members, by their places.</summary>
    public IReadOnlyList<MemberId> Members => [.. Enumerable.Range(0, members.Count).Select(place => MemberId.Parse(members.KeyOf(place)))];

    /// <summary>A job by its number.</summary>
    public JobId JobOf(int number) => JobId.Parse(jobs.KeyOf(number - 1)!);

    public void Take(UsageBlock block)
    {
        members.Enter(block, block.First);
        jobs.Enter(block, block.First);
        block.Times(times);
        var reversals = block.Reversals;
        for (var place = 0; place < block.Count; place++)
        {
            var kind = new UsageKind(block.Kinds[place]);
            long? reverses = null;
            if (kind.IsReversal)
            {
                reverses = reversals[0].Debit;
                reversals = reversals[1..];
            }

            if (kind.IsUsage && times[place] >= since)
            {
                Facts.Take(new UseRow(
                    block.First + place, DateTimeOffset.UnixEpoch.AddMicroseconds(times[place]), members.Of(place), UsageKind.ActionOf(kind.Purpose),
                    block.Jobs[place] == 0 ? 0 : jobs.Of(place) + 1, UsageKind.IsRegeneration(kind.Purpose), reverses));
            }
        }
    }

    public void Dispose() => jobs.Dispose();
}
