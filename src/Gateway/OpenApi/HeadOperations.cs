using Microsoft.OpenApi;

namespace Purser.Gateway.OpenApi;

/// <summary>A HEAD for every GET of the document, with its parameters and headers, and answers without a body.</summary>
internal static class HeadOperations
{
    public static void AddTo(OpenApiDocument document)
    {
        foreach (var path in document.Paths.Values)
        {
            if (path.Operations?.GetValueOrDefault(HttpMethod.Get) is { } get)
            {
                path.Operations[HttpMethod.Head] = Of(get);
            }
        }
    }

    private static OpenApiOperation Of(OpenApiOperation get) => new(get)
    {
        OperationId = $"{get.OperationId}Head",
        Summary = $"{get.Summary}: the headers alone",
        Responses = Bare(get.Responses!),
    };

    private static OpenApiResponses Bare(OpenApiResponses answers)
    {
        var bare = new OpenApiResponses();
        foreach (var (status, answer) in answers)
        {
            bare[status] = new OpenApiResponse { Description = answer.Description, Headers = answer.Headers };
        }

        return bare;
    }
}
