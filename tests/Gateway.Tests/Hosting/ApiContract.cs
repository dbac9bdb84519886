using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purser.Gateway.Tests;

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

    public IEnumerable<string> Operations =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name != "parameters"
        select $"{operation.Name.ToUpperInvariant()} {path.Name}";

    public JsonElement Document => document;

    public static async Task<ApiContract> LoadAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var text = await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return new ApiContract(JsonDocument.Parse(text).RootElement);
    }

    /// <summary>An answer of a documented call has a documented status, type of content and shape.</summary>
    public void Check(HttpMethod method, string path, ApiAnswer answer)
    {
        if (Find(method, path) is not { } operation)
        {
            return;
        }

        Assert.True(
            operation.GetProperty("responses").TryGetProperty(((int)answer.Status).ToString(), out var response),
            $"{method} {path} answered {answer.Status}, which is not documented: {answer.Text}");
        if (method == HttpMethod.Head)
        {
            Assert.Empty(answer.Text);
            return;
        }

        var content = schemas.Follow(response).GetProperty("content");
        Assert.True(content.TryGetProperty(answer.MediaType!, out var media), $"{answer.MediaType} is not documented.");
        if (answer.MediaType is "text/html" or "text/csv")
        {
            return;
        }

        Assert.Null(schemas.FirstError(answer.Json, media.GetProperty("schema")));
    }

    /// <summary>Whether the document allows this body.</summary>
    public bool Allows(HttpMethod method, string path, JsonElement body) =>
        schemas.FirstError(body, BodySchema(method, path)) is null;

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
