using System.Net;
using System.Text.Json;

namespace Purser.Client;

/// <summary>Sends debits once, one or several of a team.</summary>
internal sealed class DebitCalls(Transport transport)
{
    /// <exception cref="PurserException">It makes no sense.</exception>
    public Task<Attempt<DebitOutcome>> DebitAsync(string teamId, Debit debit, CancellationToken cancellation) => transport.SendAsync(
        HttpMethod.Post,
        $"v1/teams/{teamId}/debits",
        JsonSerializer.SerializeToUtf8Bytes(DebitBody.Of(debit), ContractJson.Default.DebitBody),
        debit.Key,
        reply => Read(debit, reply),
        cancellation);

    /// <exception cref="PurserException">It makes no sense.</exception>
    public Task<Attempt<BatchOutcome>> DebitAsync(string teamId, IReadOnlyList<Debit> debits, CancellationToken cancellation) => transport.SendAsync(
        HttpMethod.Post,
        $"v1/teams/{teamId}/debits/batch",
        JsonSerializer.SerializeToUtf8Bytes(BatchBody.Of(debits), ContractJson.Default.BatchBody),
        idempotencyKey: null,
        reply => Read(debits, reply),
        cancellation);

    private static DebitOutcome Read(Debit debit, Reply reply) => reply.Status switch
    {
        HttpStatusCode.Created or HttpStatusCode.OK => new DebitOutcome.Debited(
            debit.Key, reply.Read(ContractJson.Default.DebitEntry), IsReplayed: reply.Status is HttpStatusCode.OK),
        HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity
            when reply.Problem is { Reason: { } code } no => new DebitOutcome.Refused(
                debit.Key,
                new Refusal(Codes.Read<RefusalReason>(code), code, no.Detail, no.Remaining, no.Extra, no.ResetsAt, no.Remedies ?? [])),
        _ => throw reply.Misuse(),
    };

    private static BatchOutcome Read(IReadOnlyList<Debit> debits, Reply reply)
    {
        var answer = reply.Expect(ContractJson.Default.BatchAnswer);
        return answer.Results.Select(result => result.Key).SequenceEqual(debits.Select(debit => debit.Key), StringComparer.Ordinal)
            ? new BatchOutcome([.. answer.Results.Select(Read)], answer.Credits)
            : throw new JsonException("The results are of other debits.");
    }

    private static DebitOutcome Read(BatchResult result) => result switch
    {
        { Entry: { } entry } => new DebitOutcome.Debited(result.Key, entry, IsReplayed: result.Outcome == "replayed"),
        { Outcome: "refused", Reason: { } code } => new DebitOutcome.Refused(
            result.Key,
            new Refusal(
                Codes.Read<RefusalReason>(code), code, result.Detail ?? code, result.Remaining, result.Extra, result.ResetsAt, result.Remedies ?? [])),
        _ => throw new JsonException($"{result.Outcome} is no outcome."),
    };
}
