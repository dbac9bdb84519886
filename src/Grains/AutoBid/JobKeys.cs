namespace Purser.AutoBid;

/// <summary>The idempotency keys of a job's debits: made from the job, so that no run, however often repeated, pays twice.</summary>
internal static class JobKeys
{
    /// <summary>The key of a step of a member's job.</summary>
    public static string Of(string memberId, string jobId, AiAction step) =>
        $"auto-bid/{memberId}/{jobId}/{(step == AiAction.JobMatching ? "match" : "submit")}";
}
