using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Purser.Peers;

/// <summary>
/// The two calls a benchmark needs. Peers keep no members, budgets, statuses or cycles: they do less per debit than
/// Purser, which is in their favour.
/// </summary>
internal static class BooksEndpoints
{
    // Plans differ only in size; the benchmark opens teams on the largest.
    private const long CreditsPerSeat = 500;

    // A cycle's start is part of every answer; peers have one cycle.
    private static readonly DateTimeOffset CycleStart = DateTimeOffset.UnixEpoch;

    internal static void MapBooks(this WebApplication app)
    {
        app.MapPut("/v1/teams/{teamId}", async (string teamId, TeamRequest team, IBooks books) =>
        {
            await books.OpenAsync(teamId, team.Subscription.Seats * CreditsPerSeat);
            return TypedResults.StatusCode(StatusCodes.Status201Created);
        });
        app.MapPost("/v1/teams/{teamId}/debits", DebitAsync);
    }

    private static async Task<Results<JsonHttpResult<DebitAnswer>, StatusCodeHttpResult>> DebitAsync(
        string teamId,
        [FromHeader(Name = "Idempotency-Key")] string key,
        DebitRequest request,
        IBooks books)
    {
        return await books.DebitAsync(teamId, key, request) switch
        {
            Outcome.Debited(var posting) => Answer(StatusCodes.Status201Created, posting),
            Outcome.Replayed(var posting) => Answer(StatusCodes.Status200OK, posting),
            Outcome.KeyReused => TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity),
            _ => TypedResults.StatusCode(StatusCodes.Status402PaymentRequired),
        };

        JsonHttpResult<DebitAnswer> Answer(int status, Posting posting) =>
            TypedResults.Json(Document(teamId, request, posting), ContractJson.Default.DebitAnswer, statusCode: status);
    }

    private static DebitAnswer Document(string teamId, DebitRequest request, Posting posting) => new(
        $"{teamId}.{posting.Version}",
        teamId,
        request.MemberId,
        request.Action,
        request.JobId,
        request.Regeneration,
        posting.Bucket,
        -1,
        posting.At,
        CycleStart,
        new CreditsAnswer(
            posting.Pool,
            posting.Allowance - posting.Pool,
            posting.Allowance,
            posting.Extra,
            posting.Version));
}
