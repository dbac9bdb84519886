using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary>
/// A debit as it is answered. All of it comes from the request and the durable receipt, so a repeated request
/// gets the same bytes again.
/// </summary>
internal static class DebitJson
{
    private static readonly JsonEncodedText EntryId = JsonEncodedText.Encode("entryId");
    private static readonly JsonEncodedText TeamId = JsonEncodedText.Encode("teamId");
    private static readonly JsonEncodedText MemberId = JsonEncodedText.Encode("memberId");
    private static readonly JsonEncodedText Action = JsonEncodedText.Encode("action");
    private static readonly JsonEncodedText JobId = JsonEncodedText.Encode("jobId");
    private static readonly JsonEncodedText Regeneration = JsonEncodedText.Encode("regeneration");
    private static readonly JsonEncodedText FromBucket = JsonEncodedText.Encode("bucket");
    private static readonly JsonEncodedText Amount = JsonEncodedText.Encode("amount");
    private static readonly JsonEncodedText Hold = JsonEncodedText.Encode("hold");
    private static readonly JsonEncodedText ExpiresAt = JsonEncodedText.Encode("expiresAt");
    private static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText CycleStart = JsonEncodedText.Encode("cycleStart");

    public static void Write(Utf8JsonWriter writer, TeamId teamId, DebitRequest request, DebitReceipt receipt)
    {
        writer.WriteStartObject();
        writer.WriteNumber(EntryId, receipt.EntryId);
        writer.WriteString(TeamId, teamId.Value);
        writer.WriteString(MemberId, request.MemberId.Value);
        writer.WriteString(Action, Codes.Of(request.Action));
        writer.WriteString(JobId, request.JobId?.Value);
        writer.WriteBoolean(Regeneration, request.Regeneration);
        writer.WriteString(FromBucket, Codes.Of(receipt.Bucket));
        writer.WriteNumber(Amount, -1);
        writer.WritePropertyName(At);
        Instants.Write(writer, receipt.At);
        writer.WritePropertyName(CycleStart);
        Instants.Write(writer, receipt.CycleStart);
        if (receipt.HoldExpiresAt is { } expiresAt)
        {
            writer.WriteStartObject(Hold);
            writer.WritePropertyName(ExpiresAt);
            Instants.Write(writer, expiresAt);
            writer.WriteEndObject();
        }

        BalanceJson.WriteCredits(writer, receipt.Balance);
        writer.WriteEndObject();
    }
}
