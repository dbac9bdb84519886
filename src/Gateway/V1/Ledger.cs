using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.History;

namespace Purser.Gateway.V1;

internal static class LedgerRoutes
{
    public static void MapLedger(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Ledger", "All that happened to a team.")
            .MapGet("/teams/{teamId}/ledger", ListAsync).WithName("listLedger");

    /// <summary>Every entry, newest first</summary>
    /// <remarks>Resets with their cause, grants, top-ups and claims on them, changes of plan and members, debits and reversals.</remarks>
    /// <response code="200">One page.</response>
    internal static async Task<Answer<LedgerPageAnswer>> ListAsync(TeamId teamId, QueryOf<PageOfMany> page, ClusterCalls cluster)
    {
        var query = new LedgerQuery(EntryCursor.Read(EntryCursor.Ledger, page.Value.Cursor), page.Value.Limit);
        return await cluster.AskAsync(grains => grains.History(teamId).GetEntries(query)) is { } entries
            ? LedgerPageAnswer.Of(entries)
            : Problem.NoSuchTeam(teamId);
    }
}

/// <summary>One page of the ledger, newest first.</summary>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
internal sealed record LedgerPageAnswer(LedgerEntryAnswer[] Items, string? Next)
{
    public static LedgerPageAnswer Of(LedgerPage page) =>
        new(Array.ConvertAll(page.Items, LedgerEntryAnswer.Of), EntryCursor.Write(EntryCursor.Ledger, page.Next));
}

/// <summary>One thing that happened to a team.</summary>
/// <param name="Bucket">Which bucket it moved.</param>
/// <param name="Amount">What it moved in or, below zero, out.</param>
/// <param name="CycleStart">Null before the first cycle.</param>
/// <param name="MemberId">Who spent: for `debited` and `reversed`, as the next four.</param>
/// <param name="Reverses">The debit that a reversal points to.</param>
/// <param name="Detail">
/// The facts of its kind, e.g. for `cycle_started`: cause (`access`, `reminder` or `stripe`), allowance, start, end. Members may
/// be added. Null for a debit that is neither held nor imported.
/// </param>
/// <param name="Balance">The team's numbers right after it.</param>
internal sealed record LedgerEntryAnswer(
    [AtLeast(1)] long EntryId,
    DateTimeOffset At,
    [OneOf("team_opened", "cycle_started", "debited", "reversed", "extra_granted", "member_put", "member_removed", "owner_changed",
        "team_budget_set", "automation_budget_set", "alerts_set", "subscription_changed", "payment_changed", "spending_ended", "cycle_end_moved", "subscription_started",
        "stripe_linked", "pack_bought", "pack_claimed", "auto_top_up_set", "auto_top_up_started", "auto_top_up_failed",
        "hold_confirmed", "hold_expired", "period_confirmed", "stripe_unlinked", "team_renamed", "team_closed", "time_zone_changed", "people_forgotten", "stripe_told",
        "cycle_entered", "past_told")]
    string Kind,
    Bucket? Bucket,
    [Signed] Credits Amount,
    DateTimeOffset? CycleStart,
    MemberId? MemberId,
    AiAction? Action,
    JobId? JobId,
    bool? Regeneration,
    long? Reverses,
    [Facts] JsonElement? Detail,
    LedgerBalance Balance)
{
    public static LedgerEntryAnswer Of(LedgerEntry entry) => new(
        entry.EntryId,
        entry.At,
        entry.Kind,
        entry.Bucket,
        entry.Amount,
        entry.CycleStart,
        entry.Debit?.MemberId,
        entry.Debit?.Action,
        entry.Debit?.JobId,
        entry.Debit?.Regeneration,
        entry.Debit?.Reverses,
        entry.Detail is { } facts ? JsonElement.Parse(facts) : null,
        new LedgerBalance(entry.Balance.Remaining, entry.Balance.Used, entry.Balance.Total, entry.Balance.Extra));
}

/// <summary>The team's numbers right after an entry.</summary>
internal sealed record LedgerBalance(Credits Remaining, Credits Used, Credits Total, Credits Extra);
