using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.RateLimits;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

internal static class UsageRoutes
{
    public static void MapUsage(this IEndpointRouteBuilder v1)
    {
        var usage = v1.MapNoun("Usage", "Where the credits went.");
        usage.MapGet("/teams/{teamId}/usage", ListAsync).WithName("listUsage");
        usage.MapGet("/teams/{teamId}/usage/summary", UsageSummaryCall.SumAsync).WithName("summarizeUsage").ReadsMuch();
        usage.MapGet("/teams/{teamId}/usage.csv", (Func<TeamId, QueryOf<UsageExport>, ClusterCalls, Task<CsvAnswer>>)UsageCsv.ExportAsync).WithName("exportUsage").ReadsMuch();
    }

    /// <summary>Debits and reversals, newest first</summary>
    /// <remarks>Filters hold together. Cursors stay right while entries arrive: those come before the first page.</remarks>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<UsagePageAnswer>> ListAsync(TeamId teamId, QueryOf<UsageFilter> filter, ClusterCalls cluster)
    {
        var query = filter.Value.ToQuery();
        return await cluster.AskAsync(grains => grains.History(teamId).GetUsage(query)) is { } page
            ? UsagePageAnswer.Of(page)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>Which entries of usage.</summary>
/// <param name="Regeneration">Only regenerations, or only what is none.</param>
/// <param name="Job">The job that it was for.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
internal sealed record UsageExport(
    [OwnId] MemberId? Member = null,
    AiAction? Action = null,
    Bucket? Bucket = null,
    bool? Regeneration = null,
    [OwnId] JobId? Job = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null)
{
    public UsageQuery ToQuery() => From > To
        ? throw Query.Invalid("from", "from must not be after to.")
        : new UsageQuery(Member, Action, From, To, Before: null, Limits.ExportPageSize, Bucket, Regeneration, Job);
}

/// <summary>Which entries, page by page.</summary>
/// <param name="Regeneration">Only regenerations, or only what is none.</param>
/// <param name="Job">The job that it was for.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Cursor">The `next` of the page before.</param>
internal sealed record UsageFilter(
    [OwnId] MemberId? Member = null,
    AiAction? Action = null,
    Bucket? Bucket = null,
    bool? Regeneration = null,
    [OwnId] JobId? Job = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Cursor = null,
    [Between(1, Limits.PageSize)] int Limit = 50)
{
    public UsageQuery ToQuery() => new UsageExport(Member, Action, Bucket, Regeneration, Job, From, To).ToQuery() with
    {
        Before = EntryCursor.Read(EntryCursor.Usage, Cursor),
        Limit = Limit,
    };
}

/// <summary>One page of usage, newest first.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record UsagePageAnswer(UsageItemAnswer[] Items, string? Next)
{
    public static UsagePageAnswer Of(UsagePage page) =>
        new(Array.ConvertAll(page.Items, UsageItemAnswer.Of), EntryCursor.Write(EntryCursor.Usage, page.Next));
}

/// <summary>A debit, or a reversal that points to its debit.</summary>
/// <param name="Label">What people call the action.</param>
/// <param name="Reverses">The debit that a reversal points to.</param>
/// <param name="Reason">`hold_expired` where nobody asked for the reversal, `cycle_closed` where the credit went nowhere, else null.</param>
/// <param name="Note">What the reversal was asked for with.</param>
/// <param name="ReversedBy">The reversal that gave a debit's credit back; null while none has.</param>
/// <param name="Imported">A debit of before, brought along from elsewhere.</param>
internal sealed record UsageItemAnswer(
    [AtLeast(1)] long EntryId,
    [OneOf("debit", "reversal")] string Kind,
    DateTimeOffset At,
    [OwnId] MemberId MemberId,
    AiAction Action,
    string Label,
    JobId? JobId,
    bool Regeneration,
    Bucket Bucket,
    [OneOf(-1, 0, 1)] Credits Amount,
    DateTimeOffset CycleStart,
    long? Reverses,
    ReversalReason? Reason,
    string? Note,
    long? ReversedBy,
    bool Imported)
{
    /// <summary>What people and programs call either of the two.</summary>
    public static string KindOf(UsageItem item) => item.Reverses is null ? "debit" : "reversal";

    public static UsageItemAnswer Of(UsageItem item) => new(
        item.EntryId,
        KindOf(item),
        item.At,
        item.MemberId,
        item.Action,
        item.Action.Label(),
        item.JobId,
        item.Regeneration,
        item.Bucket,
        item.Amount,
        item.CycleStart,
        item.Reverses,
        ReversalAnswer.ReasonOf(item.HoldExpired, item.CycleClosed),
        item.Note,
        item.ReversedBy,
        item.Imported);
}
