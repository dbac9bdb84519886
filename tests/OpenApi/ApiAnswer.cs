using System.Net;
using System.Text.Json;

namespace Purser.Tests.OpenApi;

/// <summary>An answer, read to its end.</summary>
public sealed record ApiAnswer(
    HttpStatusCode Status, string? MediaType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public static async Task<ApiAnswer> OfAsync(HttpResponseMessage response, CancellationToken cancellation) => new(
        response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsStringAsync(cancellation),
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>It is a problem of this kind, with words for a person.</summary>
    public ApiAnswer ShouldBeProblem(HttpStatusCode status, string code)
    {
        Assert.Equal((status, $"urn:purser:problem:{code}"), (Status, Json.GetProperty("type").GetString()));
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
        return this;
    }

    /// <summary>It is exactly this document.</summary>
    public ApiAnswer ShouldBe(HttpStatusCode status, string json)
    {
        Assert.Equal((status, Compact(json)), (Status, Text));
        Assert.Equal("application/json", MediaType);
        return this;
    }

    private static string Compact(string json) => JsonSerializer.Serialize(
        JsonDocument.Parse(json).RootElement, Readable);
}
