using System.Globalization;
using Microsoft.OpenApi;
using Purser.Gateway.Problems;

namespace Purser.Gateway.OpenApi;

/// <summary>The problems that calls answer with, each described once.</summary>
internal static class ProblemResponses
{
    private const string Schema = "Problem";
    private const string RetryAfterHeader = "RetryAfter";

    private static readonly (int Status, string Name, string Description)[] All =
    [
        (400, "InvalidRequest", "`invalid-request`: the request is not valid; `errors` points to the place. Or `unknown-plan`, `unknown-pack`: the catalog has none such; `invalid-query`: the search query cannot be read."),
        (401, "Unauthenticated", "`unauthenticated`: no key, or none that is known."),
        (402, "PaymentRequired", "`credits-exhausted`, `payment-past-due`, `trial-ended` or `subscription-canceled`: refused, nothing was taken."),
        (403, "Forbidden", "`not-yours`: the key is not good for this call. Of debits also `member-not-active`, `member-budget-reached` or `automation-budget-reached`: refused, nothing was taken."),
        (404, "NotFound", "`team-not-found`, `member-not-found` or `entry-not-found`."),
        (409, "Conflict", "`team-differs`, `team-closed`, `team-has-debits`, `no-free-seat`, `owner-required`, `too-many-members`, `not-a-debit`, `hold-expired`, `debit-reversed`, `not-held`, `managed-by-stripe`, `anchor-fixed`, `no-subscription`, `subscribed-already`, `seats-below-members`, `trial-ended`, `subscription-canceled`, `no-customer`, `unknown-price`, `stripe-refused` or `stripe-not-configured`."),
        (413, "BodyTooLarge", "`body-too-large`, or `too-long-to-try`: a dry run of a history looks at a million debits."),
        (415, "UnsupportedMediaType", "`unsupported-media-type`: the body must be `application/json` (a history: `application/x-ndjson` or `text/csv`). Or `unsupported-content-encoding`: it must not be compressed."),
        (422, "IdempotencyKeyReused", "`idempotency-key-reused`: the key was used for another request."),
        (429, "Busy", "`busy`: too much is in flight. Or `rate-limited`: that is more often than a limit of the deployment's allows; `RateLimit-Policy` says which. Nothing was done; retry with the same key."),
        (500, "InternalError", "`internal-error`: a bug. Retrying with the same key is safe."),
        (503, "Unavailable", "`unavailable`: the ledger cannot be reached just now; where something was to be changed, the outcome is unknown. Retry with the same key."),
    ];

    /// <summary>The answer of a status, by reference.</summary>
    public static OpenApiResponseReference Of(int status, OpenApiDocument document) =>
        new(All.First(problem => problem.Status == status).Name, document);

    /// <summary>A problem with a description of its own.</summary>
    public static OpenApiResponse Of(string description, OpenApiDocument document, params (string Name, IOpenApiHeader Header)[] headers) => new()
    {
        Description = description,
        Headers = Headers(headers),
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [ProblemWriter.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document) },
        },
    };

    public static Dictionary<string, IOpenApiHeader> Headers(params (string Name, IOpenApiHeader Header)[] headers) =>
        headers.ToDictionary(header => header.Name, header => header.Header, StringComparer.Ordinal);

    public static (string Name, IOpenApiHeader Header) RetryAfter(OpenApiDocument document) =>
        ("Retry-After", new OpenApiHeaderReference(RetryAfterHeader, document));

    public static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts them into the document.</summary>
    public static void AddTo(OpenApiDocument document, OpenApiSchema problem)
    {
        document.AddComponent(Schema, problem);
        document.AddComponent(RetryAfterHeader, new OpenApiHeader
        {
            Description = "Seconds.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
        foreach (var (status, name, description) in All)
        {
            document.AddComponent(name, Of(description, document, HeadersOf(status, document)));
        }
    }

    private static (string Name, IOpenApiHeader Header)[] HeadersOf(int status, OpenApiDocument document) => status switch
    {
        StatusCodes.Status401Unauthorized =>
            [("WWW-Authenticate", new OpenApiHeader { Schema = new OpenApiSchema { Type = JsonSchemaType.String } })],
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => [RetryAfter(document)],
        _ => [],
    };
}
