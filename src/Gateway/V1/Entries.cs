using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

/// <summary>What can be done to a debit after it was taken.</summary>
internal static class EntryRoutes
{
    public static void MapEntries(this IEndpointRouteBuilder v1)
    {
        var debit = v1.MapNoun(DebitsDescription.Tag, DebitsDescription.OfTag);
        debit.MapPost("/teams/{teamId}/debits/{entryId}/reversal", ReverseAsync).WithName("reverseDebit").ForDebiters().MayConflict();
        debit.MapPost("/teams/{teamId}/debits/{entryId}/confirmation", ConfirmAsync).WithName("confirmDebit").ForDebiters().MayConflict();
    }

    /// <summary>Give a debit's credit back, once</summary>
    /// <remarks>
    /// A pool credit of a cycle that is over goes nowhere: amount 0, reason `cycle_closed`. Of a held debit that was not confirmed
    /// in time the answer is its reversal of then, reason `hold_expired`. The body may be absent.
    /// </remarks>
    /// <response code="200">It was reversed before.</response>
    /// <response code="201">The credit is back where it came from.</response>
    internal static async Task<CreatedOrKept<ReversalAnswer>> ReverseAsync(
        TeamId teamId, long entryId, Body<ReversalRequest>? body, ClusterCalls cluster)
    {
        return await cluster.AskAsync(grains => grains.Team(teamId).Reverse(entryId, body?.Value.Reason)) switch
        {
            ReversalOutcome.Reversed { Before: true } reversed => CreatedOrKept<ReversalAnswer>.Kept(ReversalAnswer.Of(teamId, reversed.Receipt)),
            ReversalOutcome.Reversed reversed => CreatedOrKept<ReversalAnswer>.New(ReversalAnswer.Of(teamId, reversed.Receipt)),
            ReversalOutcome.NotADebit => Problem.NotADebit(entryId),
            _ => Problem.NoSuchEntry(teamId, entryId),
        };
    }

    /// <summary>Make a held debit final</summary>
    /// <remarks>
    /// Repeated, the answer is the same. Refused with 409 `hold_expired` where it comes too late, `debit_reversed` where the debit
    /// was reversed before, `not_held` where it was final from the start.
    /// </remarks>
    /// <response code="200">The debit is final.</response>
    internal static async Task<Answer<ConfirmationAnswer>> ConfirmAsync(
        TeamId teamId, long entryId, Body<Nothing>? body, ClusterCalls cluster)
    {
        return await cluster.AskAsync(grains => grains.Team(teamId).Confirm(entryId)) switch
        {
            ConfirmOutcome.Confirmed confirmed => new ConfirmationAnswer(confirmed.EntryId, confirmed.ConfirmedAt),
            ConfirmOutcome.Expired => HoldProblems.Expired(entryId),
            ConfirmOutcome.Reversed => HoldProblems.Reversed(entryId),
            ConfirmOutcome.NotHeld => HoldProblems.NotHeld(entryId),
            ConfirmOutcome.NotADebit => Problem.NotADebit(entryId),
            _ => Problem.NoSuchEntry(teamId, entryId),
        };
    }
}

/// <summary>Why a credit is given back.</summary>
[Example("""{"reason":"the model timed out"}""")]
internal sealed record ReversalRequest([Reason] string? Reason = null);

/// <summary>A debit's credit given back.</summary>
/// <param name="Reason">`hold_expired` where nobody asked for it, `cycle_closed` where the credit went nowhere, else null.</param>
/// <param name="Note">The request's reason.</param>
internal sealed record ReversalAnswer(
    [AtLeast(1)] long EntryId,
    [AtLeast(1)] long Reverses,
    [OwnId] TeamId TeamId,
    [OwnId] MemberId MemberId,
    AiAction Action,
    JobId? JobId,
    Bucket Bucket,
    [OneOf(0, 1)] Credits Amount,
    ReversalReason? Reason,
    string? Note,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAfter Credits)
{
    public static ReversalReason? ReasonOf(bool holdExpired, bool cycleClosed) =>
        holdExpired ? ReversalReason.HoldExpired : cycleClosed ? ReversalReason.CycleClosed : null;

    public static ReversalAnswer Of(TeamId teamId, ReversalReceipt receipt) => new(
        receipt.EntryId,
        receipt.Reverses,
        teamId,
        receipt.MemberId,
        receipt.Action,
        receipt.JobId,
        receipt.Bucket,
        receipt.Amount,
        ReasonOf(receipt.HoldExpired, receipt.CycleClosed),
        receipt.Note,
        receipt.At,
        receipt.CycleStart,
        CreditsAfter.Of(receipt.Balance));
}

/// <summary>What is special about a reversal.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(SnakeCaseEnumConverter<ReversalReason>))]
internal enum ReversalReason
{
    /// <summary>Nobody asked for it: the debit was not confirmed in time.</summary>
    HoldExpired,

    /// <summary>The credit went nowhere: its cycle is over.</summary>
    CycleClosed,
}

/// <summary>A held debit that is final.</summary>
internal sealed record ConfirmationAnswer([AtLeast(1)] long EntryId, DateTimeOffset ConfirmedAt);
