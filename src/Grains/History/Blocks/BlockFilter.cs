namespace Purser.History.Blocks;

/// <summary>Which entries a question of usage is about, asked of a block's head and of its columns.</summary>
internal sealed class BlockFilter
{
    private readonly string? member;
    private readonly string? job;
    private readonly ulong purposes;
    private readonly ulong memberWord;
    private readonly ulong jobWord;
    private readonly ulong[] purposeWords = [];

    public BlockFilter(UsageQuery query)
    {
        (member, job) = (query.Member?.Value, query.Job?.Value);
        for (var purpose = 0; purpose < UsageKind.Purposes; purpose++)
        {
            if ((query.Action is null || query.Action == UsageKind.ActionOf(purpose))
                && (query.Regeneration is null || query.Regeneration == UsageKind.IsRegeneration(purpose))
                && (query.Bucket is null || query.Bucket == UsageKind.BucketOf(purpose)))
            {
                purposes |= 1UL << purpose;
            }
        }

        if (member is not null)
        {
            memberWord = BlockWords.OfMember(member);
            purposeWords = purposes == ulong.MaxValue
                ? []
                : [.. Enumerable.Range(0, UsageKind.Purposes).Select(purpose => BlockWords.OfPurpose(member, purpose))];
        }

        if (job is not null)
        {
            jobWord = BlockWords.OfJob(job);
        }
    }

    /// <summary>Whether the jobs' ids are needed to answer.</summary>
    public bool NeedsJobIds => job is not null;

    /// <summary>Whether there may be such an entry in a block.</summary>
    public bool MayBeIn(BlockHead block) =>
        (block.Purposes & purposes) != 0
        && (member is null || (BlockWords.MayHold(block.Words, memberWord) && MayHoldPurpose(block)))
        && (job is null || BlockWords.MayHold(block.Words, jobWord));

    /// <summary>Adds such entries of a block, the last first.</summary>
    /// <param name="block">The block.</param>
    /// <param name="from">The first entry that may count.</param>
    /// <param name="before">The one after the last that may.</param>
    /// <param name="found">Where they are added.</param>
    /// <param name="most">How many it may hold.</param>
    public void Find(UsageBlock block, long from, long before, List<long> found, int most)
    {
        var memberPlace = member is null ? -1 : Array.IndexOf(block.MemberIds, member);
        var jobPlace = job is null ? -1 : Array.IndexOf(block.JobIds(), job);
        if ((member is not null && memberPlace < 0) || (job is not null && jobPlace < 0))
        {
            return;
        }

        var kinds = block.Kinds;
        var members = block.Members;
        var jobs = block.Jobs;
        for (var place = (int)Math.Min(kinds.Length, before - block.First) - 1; place >= Math.Max(0, from - block.First) && found.Count < most; place--)
        {
            var kind = new UsageKind(kinds[place]);
            if (kind.IsUsage && (purposes & (1UL << kind.Purpose)) != 0
                && (memberPlace < 0 || members[place] == memberPlace)
                && (jobPlace < 0 || jobs[place] == jobPlace))
            {
                found.Add(block.First + place);
            }
        }
    }

    private bool MayHoldPurpose(BlockHead block)
    {
        if (purposeWords.Length == 0)
        {
            return true;
        }

        for (var purpose = 0; purpose < UsageKind.Purposes; purpose++)
        {
            if ((block.Purposes & purposes & (1UL << purpose)) != 0 && BlockWords.MayHold(block.Words, purposeWords[purpose]))
            {
                return true;
            }
        }

        return false;
    }
}
