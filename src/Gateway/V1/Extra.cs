using Purser.Gateway.Answers;
using Purser.Gateway.Auth;
using Purser.Gateway.Cluster;
using Purser.Gateway.OpenApi;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.V1;

internal static class ExtraRoutes
{
    public static void MapExtra(this IEndpointRouteBuilder v1) =>
        v1.MapNoun("Extra", "Extra credits: they never reset and never expire.")
            .MapPost("/teams/{teamId}/extra", GrantAsync).WithName("grantExtra").ForOperators();

    /// <summary>Add extra credits by the operator's decision</summary>
    /// <response code="200">The key was used before for the same request: the answer of then.</response>
    /// <response code="201">Extra grew, durably.</response>
    internal static async Task<CreatedOrKept<GrantAnswer>> GrantAsync(
        TeamId teamId, IdempotencyKey key, Body<GrantRequest> body, ClusterCalls cluster)
    {
        var grant = new ExtraGrant(key.Value, body.Value.Credits, body.Value.Reason);
        return await cluster.AskAsync(grains => grains.Team(teamId).GrantExtra(grant)) switch
        {
            GrantOutcome.Granted { Replayed: true } granted =>
                CreatedOrKept<GrantAnswer>.Kept(GrantAnswer.Of(teamId, granted.Receipt), isReplayed: true),
            GrantOutcome.Granted granted => CreatedOrKept<GrantAnswer>.New(GrantAnswer.Of(teamId, granted.Receipt)),
            GrantOutcome.KeyReused => Problem.KeyReused(),
            _ => Problem.NoSuchTeam(teamId),
        };
    }
}

/// <summary>Extra credits to be added.</summary>
[Example("""{"credits":100,"reason":"goodwill"}""")]
internal sealed record GrantRequest([Between(1, Limits.CreditsAtOnce)] Credits Credits, [Reason] string Reason);

/// <summary>Extra credits that were added.</summary>
internal sealed record GrantAnswer(
    [AtLeast(1)] long EntryId,
    [OwnId] TeamId TeamId,
    Bucket Bucket,
    [AtLeast(1)] Credits Amount,
    string Reason,
    DateTimeOffset At,
    CreditsAfter Credits)
{
    public static GrantAnswer Of(TeamId teamId, GrantReceipt receipt) => new(
        receipt.EntryId, teamId, Bucket.Extra, receipt.Amount, receipt.Reason, receipt.At, CreditsAfter.Of(receipt.Balance));
}
