using System.Text.Json;
using Purser.Gateway.Answers;
using Purser.Gateway.Cluster;
using Purser.Gateway.Problems;
using Purser.Gateway.Requests;
using Purser.Teams;

namespace Purser.Gateway.Debits;

/// <summary><c>POST /v1/teams/{teamId}/debits/batch</c>: up to a thousand debits, decided in order.</summary>
internal static class PostDebitBatch
{
    public static async Task HandleAsync(HttpContext context)
    {
        var teamId = context.TeamId();
        Query.None(context);
        var requests = await RequestBody.ReadAsync(context, DebitBody.ParseBatch, RequestBody.Batch);
        var batch = await context.AskAsync(cluster => cluster.Team(teamId).DebitMany(requests), isFinal: IsAllDebited);
        if (batch.Balance is not { } balance)
        {
            throw new ProblemException(Problem.NoSuchTeam(teamId));
        }

        await SendAsync(context, teamId, requests, batch.Outcomes, balance);
    }

    private static bool IsAllDebited(DebitBatch batch) => Array.TrueForAll(batch.Outcomes, outcome => outcome is DebitOutcome.Debited);

    private static Task SendAsync(
        HttpContext context, TeamId teamId, DebitRequest[] requests, DebitOutcome[] outcomes, in Balance balance)
    {
        var json = ScratchJson.Begin(out var writer);
        writer.WriteStartObject();
        writer.WriteStartArray("results");
        for (var i = 0; i < requests.Length; i++)
        {
            WriteResult(writer, teamId, requests[i], outcomes[i]);
        }

        writer.WriteEndArray();
        BalanceJson.WriteCredits(writer, balance);
        writer.WriteEndObject();
        return json.SendAsync(context, StatusCodes.Status200OK);
    }

    private static void WriteResult(Utf8JsonWriter writer, TeamId teamId, DebitRequest request, DebitOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("key", request.Key);
        switch (outcome)
        {
            case DebitOutcome.Debited debited:
                writer.WriteString("outcome", debited.Replayed ? "replayed" : "debited");
                writer.WritePropertyName("entry");
                DebitJson.Write(writer, teamId, request, debited.Receipt);
                break;
            case DebitOutcome.Refused refused:
                writer.WriteString("outcome", "refused");
                ProblemWriter.WriteRefused(writer, Problem.DebitRefused(refused.Refusal));
                break;
        }

        writer.WriteEndObject();
    }
}
