using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Purser.Gateway.Tests;

/// <summary>A caller with the operator's key. Every answer it gets is held against the OpenAPI document.</summary>
public sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    private readonly Lazy<Task<ApiContract>> contract = new(() => ApiContract.LoadAsync(address));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json));

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiAnswer> PostAsync(string path, string? json = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, json is null ? null : Json(json), key);

    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GatewayHost.OperatorKey);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        headers?.Invoke(request.Headers);
        using var response = await http.SendAsync(request, Cancellation);
        var answer = await ApiAnswer.OfAsync(response, Cancellation);
        (await contract.Value).Check(method, path, answer);
        return answer;
    }

    public async Task<ApiContract> ContractAsync() => await contract.Value;

    /// <summary>Opens a team that pays for itself, with anna as its owner.</summary>
    public async Task OpenAsync(string teamId) => await PutAsync(
        $"/v1/teams/{teamId}", """{"name":"Acme","owner":{"memberId":"anna","name":"Anna"},"subscription":{"plan":"pro","seats":3}}""");

    public static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    public void Dispose() => http.Dispose();
}

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
