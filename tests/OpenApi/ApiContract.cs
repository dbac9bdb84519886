using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purser.Tests.OpenApi;

/// <summary>The OpenAPI document as the judge of requests and answers.</summary>
public sealed class ApiContract
{
    private readonly JsonElement document;
    private readonly JsonSchema schemas;
    private readonly List<(Regex Shape, string Template)> paths;

    private ApiContract(JsonElement document)
    {
        this.document = document;
        schemas = new JsonSchema(document);
        paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => (
            new Regex("^" + Regex.Replace(path.Name, @"\{\w+\}", "[^/]*") + "$", RegexOptions.None, TimeSpan.FromSeconds(1)),
            path.Name))];
    }

    public IEnumerable<string> Operations => Calls.Select(static call => $"{call.Method} {call.Path}");

    /// <summary>Every call that it describes, with the parameters of its path.</summary>
    public IEnumerable<ApiCall> Calls =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name != "parameters"
        select new ApiCall(
            HttpMethod.Parse(operation.Name.ToUpperInvariant()),
            path.Name,
            operation.Value,
            [.. ParametersOf(path.Value).Concat(ParametersOf(operation.Value))]);

    public JsonElement Document => document;

    /// <summary>What an element refers to; itself where it refers to nothing.</summary>
    public JsonElement Follow(JsonElement element) => schemas.Follow(element);

    public static async Task<ApiContract> LoadAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var text = await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return new ApiContract(JsonDocument.Parse(text).RootElement);
    }

    /// <summary>An answer of a documented call has a documented status, type of content and shape.</summary>
    public void Check(HttpMethod method, string path, ApiAnswer answer)
    {
        if (Find(method, path) is { } operation)
        {
            Assert.Null(FirstError(method, operation, answer));
        }
    }

    /// <summary>What of an answer is not as the document says; null when all is.</summary>
    public string? FirstError(HttpMethod method, JsonElement operation, ApiAnswer answer)
    {
        if (!operation.GetProperty("responses").TryGetProperty(((int)answer.Status).ToString(), out var response))
        {
            return $"{answer.Status} is not documented: {answer.Text}";
        }

        if (method == HttpMethod.Head)
        {
            return answer.Text.Length == 0 ? null : "An answer to HEAD has content.";
        }

        if (!schemas.Follow(response).TryGetProperty("content", out var content))
        {
            return answer.Text.Length == 0 ? null : $"Of {answer.Status} no content is documented: {answer.Text}";
        }

        return !content.TryGetProperty(answer.MediaType ?? "", out var media) ? $"{answer.MediaType} is not documented of {answer.Status}."
            : answer.MediaType is "text/html" or "text/csv" or "text/event-stream" ? null
            : schemas.FirstError(answer.Json, media.GetProperty("schema"));
    }

    /// <summary>Whether the document allows this body.</summary>
    public bool Allows(HttpMethod method, string path, JsonElement body) =>
        schemas.FirstError(body, BodySchema(method, path)) is null;

    private IEnumerable<JsonElement> ParametersOf(JsonElement element) =>
        element.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(Follow) : [];

    private JsonElement BodySchema(HttpMethod method, string path) => Find(method, path)!.Value
        .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private JsonElement? Find(HttpMethod method, string path)
    {
        var address = path.Split('?')[0];
        foreach (var (shape, template) in paths)
        {
            if (shape.IsMatch(address)
                && document.GetProperty("paths").GetProperty(template)
                    .TryGetProperty(method.Method.ToLowerInvariant(), out var operation))
            {
                return operation;
            }
        }

        return null;
    }
}

/// <summary>A call that the document describes.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with names in braces.</param>
/// <param name="Value">What is said of it.</param>
/// <param name="Parameters">Those of path, query and headers.</param>
public sealed record ApiCall(HttpMethod Method, string Path, JsonElement Value, IReadOnlyList<JsonElement> Parameters);
