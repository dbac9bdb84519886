using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Purser.Gateway.Past;

internal static class HistoryDescription
{
    private const string Members =
        "`at` (RFC 3339, not before the line above), `memberId` (somebody who is or was a member), `action`, and if there is one "
        + "`jobId`, `regeneration`, `key` (its idempotency key, used up for ever).";

    /// <summary>What no record says: the body is a file, read line by line.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [PastLines.NdjsonType] = File(
                    $"A JSON object a line, of any number of lines, in UTF-8: {Members}",
                    """{"at":"2026-01-05T09:12:00Z","memberId":"anna","action":"cover_letter","jobId":"job-42"}"""),
                [PastLines.CsvType] = File(
                    $"CSV with one header line that names its columns: {Members}",
                    "at,memberId,action,jobId,regeneration,key\n2026-01-05T09:12:00Z,anna,cover_letter,job-42,false,\n"),
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiMediaType File(string description, string example) => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = description },
        Example = example,
    };
}
