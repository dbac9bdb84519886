using Purser.AutoBid.Decisions;
using Purser.Ledger;

namespace Purser.AutoBid;

/// <summary>The idempotency keys of a job's debits: made from the job, so that no run, however often repeated, pays twice.</summary>
internal static class JobKeys
{
    /// <summary>The key of a step of a member's job. Jobs begun by older versions keep the keys they had.</summary>
    public static string Of(MemberId memberId, JobRow row, AiAction step)
    {
        var key = $"auto-bid/{memberId}/{row.JobId}/{(step == AiAction.JobMatching ? "match" : "submit")}";
        return row.HasOwnKeys ? OwnKeys.Of(key) : key;
    }
}
