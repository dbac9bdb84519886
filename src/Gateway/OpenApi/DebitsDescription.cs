using Purser.Gateway.Answers;
using Purser.Gateway.Requests;
using Purser.Gateway.V1;

namespace Purser.Gateway.OpenApi;

/// <summary>
/// The two calls of the hot path as the document shows them. They read and write by hand, so these records are only their
/// schemas; the tests hold every answer of theirs against them.
/// </summary>
internal static class DebitsDescription
{
    public const string Tag = "Debits";
    public const string OfTag = "One credit for one AI action.";

    /// <summary>A group whose calls are described; it changes nothing in how they run.</summary>
    public static RouteGroupBuilder MapDescribedDebits(this IEndpointRouteBuilder app)
    {
        var routes = app.MapNoun(Tag, OfTag);
        ((IEndpointConventionBuilder)routes).Add(static endpoint =>
        {
            var isBatch = ((RouteEndpointBuilder)endpoint).RoutePattern.RawText!.EndsWith("/batch", StringComparison.Ordinal);
            foreach (var described in isBatch ? OfBatch() : OfOne())
            {
                endpoint.Metadata.Add(described);
            }
        });
        return routes;
    }

    private static object[] OfOne() =>
    [
        ((Delegate)Debit).Method,
        new EndpointNameMetadata("debit"),
        new BodyMetadata(typeof(SingleDebitRequest)),
        new KeyMetadata(),
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(DebitAnswer), [ScratchJson.MediaType]),
        new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(DebitAnswer), [ScratchJson.MediaType]),
        new Refusals([StatusCodes.Status402PaymentRequired, StatusCodes.Status403Forbidden]),
    ];

    private static object[] OfBatch() =>
    [
        ((Delegate)DebitBatch).Method,
        new EndpointNameMetadata("debitBatch"),
        new BodyMetadata(typeof(DebitBatchRequest)),
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(DebitBatchAnswer), [ScratchJson.MediaType]),
    ];

    /// <summary>Take one credit for one action</summary>
    /// <remarks>
    /// Acknowledged only after it is durable; at most once per key. With `holdSeconds` the credit is taken at once and given back by
    /// itself unless the debit is confirmed in time.
    /// </remarks>
    /// <response code="200">The key was used before for the same request: the answer of then.</response>
    /// <response code="201">One credit was taken, durably.</response>
    internal static void Debit()
    {
        // Its comment is the description.
    }

    /// <summary>Decide up to 1000 debits in order</summary>
    /// <remarks>
    /// A refusal does not stop the debits after it. Not one transaction: after a 503 send the batch again; what was debited is then
    /// `replayed`.
    /// </remarks>
    /// <response code="200">One result per debit, in order.</response>
    internal static void DebitBatch()
    {
        // Its comment is the description.
    }
}

/// <summary>What a credit is for.</summary>
/// <param name="HoldSeconds">
/// The credit is given back unless the debit is confirmed within so many seconds. Absent or null: the debit is final at once.
/// </param>
[Example("""{"memberId":"anna","action":"cover_letter","jobId":"job-42"}""")]
internal sealed record SingleDebitRequest(
    [OwnId] MemberId MemberId,
    AiAction Action,
    [OwnId] JobId? JobId = null,
    bool? Regeneration = false,
    [Between(1, Limits.HoldSeconds)] int? HoldSeconds = null);

/// <summary>Debits to be decided in order.</summary>
[Example("""{"debits":[{"key":"run-7-1","memberId":"anna","action":"job_matching","jobId":"job-42"}]}""")]
internal sealed record DebitBatchRequest([Items(1, Limits.BatchSize)] DebitBatchItem[] Debits);

/// <summary>A debit of a batch.</summary>
/// <param name="HoldSeconds">
/// The credit is given back unless the debit is confirmed within so many seconds. Absent or null: the debit is final at once.
/// </param>
internal sealed record DebitBatchItem(
    [Key] string Key,
    [OwnId] MemberId MemberId,
    AiAction Action,
    [OwnId] JobId? JobId = null,
    bool? Regeneration = false,
    [Between(1, Limits.HoldSeconds)] int? HoldSeconds = null);

/// <summary>One credit that was taken.</summary>
internal sealed record DebitAnswer(
    [AtLeast(1)] long EntryId,
    [OwnId] TeamId TeamId,
    [OwnId] MemberId MemberId,
    AiAction Action,
    [Text(IdRule.Longest)] JobId? JobId,
    bool Regeneration,
    Bucket Bucket,
    [OneOf(-1)] Credits Amount,
    DateTimeOffset At,
    DateTimeOffset CycleStart,
    CreditsAfter Credits)
{
    /// <summary>Only where the debit was asked for with holdSeconds.</summary>
    public HoldAnswer Hold { get; init; } = new(default);
}

/// <summary>Until when a debit must be confirmed.</summary>
internal sealed record HoldAnswer(DateTimeOffset ExpiresAt);

/// <summary>One result per debit, in order, and the team's numbers after them.</summary>
internal sealed record DebitBatchAnswer(DebitBatchResult[] Results, CreditsAfter Credits);

/// <summary>What became of one debit.</summary>
internal sealed record DebitBatchResult([Key] string Key, [OneOf("debited", "replayed", "refused")] string Outcome)
{
    /// <summary>The debit, unless it was refused.</summary>
    public DebitAnswer Entry { get; init; } = null!;

    /// <summary>A refused debit: what was the matter and what to do.</summary>
    [NotEmpty]
    public string Detail { get; init; } = "";

    /// <summary>Why it was refused.</summary>
    public RefusalReason Reason { get; init; }

    /// <summary>A refused debit: what the pool has left.</summary>
    public Credits Remaining { get; init; }

    /// <summary>A refused debit: the extra bucket.</summary>
    public Credits Extra { get; init; }

    /// <summary>A refused debit: when the pool refills; null when it will not.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>A refused debit: what would help; absent where nothing does.</summary>
    public Remedy[] Remedies { get; init; } = [];
}
