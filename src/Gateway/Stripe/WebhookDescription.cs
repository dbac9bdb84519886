using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Purser.Gateway.OpenApi;

namespace Purser.Gateway.Stripe;

internal static class WebhookDescription
{
    /// <summary>What no record says: the event is Stripe's, and is read as text.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Parameters = [new OpenApiParameter
        {
            Name = StripeSignature.Header,
            In = ParameterLocation.Header,
            Required = true,
            Description = $"`t=<seconds>,v1=<hexadecimal digits>`; the time is within {StripeSignature.Tolerance} seconds of now.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        }];
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Description = "A snapshot event as Stripe sends it, at most 1 MiB.",
                    },
                    Example = JsonNode.Parse("""
                        {"id":"evt_1","object":"event","api_version":"2026-03-25.dahlia","created":1772323200,"type":"invoice.paid",
                         "data":{"object":{"id":"in_1","object":"invoice","customer":"cus_1","metadata":{}}}}
                        """),
                },
            },
        };
        operation.Responses![ProblemResponses.Key(StatusCodes.Status503ServiceUnavailable)] = ProblemResponses.Of(
            "`unavailable`: the outcome is unknown; or `stripe-not-configured`: there is no webhook secret. Stripe delivers again.",
            context.Document!,
            ProblemResponses.RetryAfter(context.Document!));
        return Task.CompletedTask;
    }
}
